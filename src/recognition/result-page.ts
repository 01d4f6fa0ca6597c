import { viewerOf } from '../auth/guards';
import { recognitionNotFound } from '../errors';
import { dashboardPage } from '../people/dashboard-page';
import type { BareContext, Context } from '../web/context';
import { queryOf } from '../web/fields';
import { presentRecognition } from './present-recognition';
import { presentSharing } from './present-sharing';
import { presentTuning } from './present-tuning';
import { resultQuery } from './recognition-schema';
import type { RecognitionNeeds } from './services';

/** Which result to show, and the threshold to try on it. */
interface Shown {
  id: string;
  sure: number | undefined;
}

/** Reads the result to show from the address. @throws thresholdInvalid */
export const shownAt = (ctx: Context<{ id: string }>): Shown => ({ id: ctx.params.id, ...queryOf(ctx, resultQuery) });

/** The query with the threshold that was tried on a form's page, by that page's address (Referer); empty when there was none. */
const triedOn = (address: string) => /\?sure=0\.\d\d?$/.exec(address)?.[0] ?? '';

/** Returns the address that a form of a result leads back to. @param place the id of an element of the page */
export const resultAddress = (ctx: BareContext, id: string, place: string): string =>
  `/recognition/${id}${triedOn(ctx.get('Referer'))}#${place}`;

/**
 * Makes a handler that shows a result on the dashboard. It throws recognitionNotFound, before it renders anything, when the gallery
 * has no such result.
 */
export function resultPage(services: RecognitionNeeds): (ctx: Context, shown: Shown) => Promise<void> {
  const { recognizer, resultSharing, suggestions, thresholds } = services;
  const showDashboard = dashboardPage(services);
  return async function showResult(ctx, { id, sure }) {
    const viewer = viewerOf(ctx);
    const { gallery } = viewer;
    const recognition = await recognizer.find(viewer, id, sure);
    if (!recognition) throw recognitionNotFound();
    const suggestion = await suggestions.forSmallGallery(gallery);
    const tuning = presentTuning({
      own: gallery.strictness,
      explained: await thresholds.explain(gallery),
      tried: sure,
      suggestion,
      url: `/recognition/${recognition.id}`,
    });
    const hasOthers = await resultSharing.hasOthers(viewer);
    const sharing = presentSharing(recognition, viewer, { role: ctx.state.role, hasOthers });
    await showDashboard(ctx, {
      title: 'Who’s in this photo',
      recognition: { ...(await presentRecognition(recognition, sure)), tuning, sharing },
    });
  };
}
