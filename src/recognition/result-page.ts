import { getUserId } from '../auth/guards';
import { recognitionNotFound } from '../errors';
import { dashboardPage } from '../people/dashboard-page';
import type { Context } from '../web/context';
import { queryOf } from '../web/fields';
import { presentRecognition } from './present-recognition';
import { presentTuning } from './present-tuning';
import { resultQuery } from './recognition-schema';
import type { RecognitionNeeds } from './services';

/** Which result, and the bound that is tried on it, as a form or an address has it. */
interface Shown {
  id: string;
  sure: number | undefined;
}

/** The result that an address names. */
export const shownAt = (ctx: Context<{ id: string }>): Shown => ({ id: ctx.params.id, ...queryOf(ctx, resultQuery) });

/**
 * Makes what shows a result: the dashboard with the result on it.
 * It throws a fault when the user has no such result, or the bound is none, and has rendered nothing then.
 */
export function resultPage(services: RecognitionNeeds): (ctx: Context, shown: Shown) => Promise<void> {
  const { recognizer, preferences, suggestions, config } = services;
  const showDashboard = dashboardPage(services);
  return async function showResult(ctx, { id, sure }) {
    const userId = getUserId(ctx);
    const recognition = await recognizer.find(userId, id, sure);
    if (!recognition) throw recognitionNotFound();
    const { matchSure } = await preferences.get(userId);
    const suggestion = await suggestions.forSmallGallery(userId);
    const tuning = presentTuning({
      own: matchSure,
      usual: config.match.sure,
      tried: sure,
      suggestion,
      url: `/recognition/${recognition.id}`,
    });
    await showDashboard(ctx, {
      title: 'Who’s in this photo',
      recognition: { ...presentRecognition(recognition), tuning },
    });
  };
}
