import type Koa from 'koa';
import { ensureLoggedIn, ensureOwner, galleryOf, getUserId } from '../auth/guards';
import { likenessPercent } from '../gallery/thresholds';
import { formatHours, keepingChoices, readKeeping } from '../recognition/keeping';
import { presentTuning } from '../recognition/present-tuning';
import type { Context, Middleware } from '../web/context';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { settingsForm } from './account-schema';
import { presentCloseness } from './present-closeness';
import { presentDescriptions } from './present-descriptions';
import type { AccountNeeds } from './services';

/** Registers the routes of a gallery's settings: match strictness, and how long results are kept. */
export function register(
  app: Koa,
  { config, preferences, thresholds, lookalikes, expiry, suggestions, redescription }: AccountNeeds,
): void {
  const router = createRouter('/settings');

  /** Shows the settings: match strictness, and how long results are kept. */
  async function showSettings(ctx: Context): Promise<void> {
    const gallery = galleryOf(ctx);
    const { strictness: own } = gallery;
    const tuning = presentTuning({
      own,
      explained: await thresholds.explain(gallery),
      tried: undefined,
      suggestion: await suggestions.forGallery(gallery),
      url: '/settings',
    });
    const hours = preferences.keepHoursOf(gallery);
    ctx.render('settings', {
      title: 'Settings',
      closeness: presentCloseness(await lookalikes.inGallery(gallery)),
      tuning,
      anew: presentDescriptions(await redescription.review({ gallery, userId: getUserId(ctx) })),
      hours,
      choices: keepingChoices(hours, config.keepRecognitionsHours),
    });
  }

  /** Saves the settings. */
  async function saveSettings(ctx: Context<object, Filled<typeof settingsForm>>): Promise<void> {
    const { sure, keep, back } = ctx.state.form;
    if (sure !== undefined) await saveThreshold(ctx, sure.own);
    if (keep !== undefined) await saveKeeping(ctx, keep);
    seeOther(ctx, back);
  }

  async function saveThreshold(ctx: Context, sure: number | undefined): Promise<void> {
    const gallery = galleryOf(ctx);
    await preferences.save(gallery, { strictness: sure ?? null });
    const { usual, isMeasured } = await thresholds.explain(gallery);
    const origin = isMeasured ? 'follows the app’s measurements again' : 'is the default again';
    const text =
      sure === undefined
        ? `Match strictness ${origin}: ${likenessPercent(usual.sure)}%.`
        : `Match strictness set to ${likenessPercent(sure)}%.`;
    addNotices(ctx, [{ kind: 'success', text }]);
  }

  async function saveKeeping(ctx: Context, keep: unknown): Promise<void> {
    const gallery = galleryOf(ctx);
    const hours = readKeeping(keep, preferences.keepHoursOf(gallery), config.keepRecognitionsHours);
    await preferences.save(gallery, { retention: hours });
    const count = await expiry.keepFor(gallery, hours);
    const saved = `Results are now kept for ${formatHours(hours)}.`;
    const removed = ` ${helpers.plural(count, 'older result was', 'older results were')} deleted.`;
    addNotices(ctx, [{ kind: 'success', text: count === 0 ? saved : saved + removed }]);
  }

  const showFaults: Middleware = (ctx, next) =>
    showFaultIn('keep' in (ctx.request.body ?? {}) ? 'keeping' : 'threshold', showSettings)(ctx, next);

  const readSettingsForm = form(settingsForm);
  router.get('/', ensureLoggedIn, showSettings);
  router.post('/', ensureOwner, showFaults, readSettingsForm, saveSettings);
  app.use(router.routes()).use(router.allowedMethods());
}
