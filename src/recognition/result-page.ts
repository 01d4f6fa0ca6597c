import type Koa from 'koa';
import { getUserId } from '../auth/guards';
import { recognitionNotFound } from '../errors';
import { dashboardPage } from '../images/dashboard-page';
import type { Services } from '../services';
import { presentRecognition } from './present-recognition';
import { presentTuning, readSure } from './present-tuning';

/** Makes what shows the result that the address names, at the bound that the query tries, if any: the dashboard with the result on it. */
export function resultPage(services: Services): (ctx: Koa.Context) => Promise<void> {
  const { recognizer, preferences, suggestions, config } = services;
  const showDashboard = dashboardPage(services);
  return async function showResult(ctx) {
    const userId = getUserId(ctx);
    const tried = readSure(ctx.query['sure']);
    const recognition = await recognizer.find(userId, ctx['params'].id, tried);
    if (!recognition) throw recognitionNotFound();
    const { matchSure } = await preferences.of(userId);
    const suggestion = await suggestions.ofSmall(userId);
    const tuning = presentTuning({ own: matchSure, usual: config.match.sure, tried, suggestion, url: `/recognition/${recognition.id}` });
    await showDashboard(ctx, { title: 'Who is in the photo', recognition: { ...presentRecognition(recognition), tuning } });
  };
}
