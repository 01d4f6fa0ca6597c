import type Koa from 'koa';
import { getUserId } from '../auth/guards';
import { recognitionNotFound } from '../errors';
import { dashboardPage } from '../people/dashboard-page';
import { presentRecognition } from './present-recognition';
import { presentTuning, readSure } from './present-tuning';
import type { RecognitionNeeds } from './services';

/** Which result, and the bound that is tried on it, as a form or an address has it. */
interface Shown {
  id: string;
  sure: unknown;
}

const namedBy = (ctx: Koa.Context): Shown => ({ id: ctx['params'].id, sure: ctx.query['sure'] });

/**
 * Makes what shows a result, that which the address names unless another is given: the dashboard with the result on it.
 * It throws a fault when the user has no such result, or the bound is none, and has rendered nothing then.
 */
export function resultPage(services: RecognitionNeeds): (ctx: Koa.Context, shown?: Shown) => Promise<void> {
  const { recognizer, preferences, suggestions, config } = services;
  const showDashboard = dashboardPage(services);
  return async function showResult(ctx, { id, sure } = namedBy(ctx)) {
    const userId = getUserId(ctx);
    const tried = readSure(sure);
    const recognition = await recognizer.find(userId, id, tried);
    if (!recognition) throw recognitionNotFound();
    const { matchSure } = await preferences.get(userId);
    const suggestion = await suggestions.forSmallGallery(userId);
    const tuning = presentTuning({
      own: matchSure,
      usual: config.match.sure,
      tried,
      suggestion,
      url: `/recognition/${recognition.id}`,
    });
    await showDashboard(ctx, {
      title: 'Who’s in this photo',
      recognition: { ...presentRecognition(recognition), tuning },
    });
  };
}
