import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { formatHours, keepingChoices, readKeeping } from '../recognition/keeping';
import { likenessPercent } from '../recognition/likeness';
import { presentTuning, readSure } from '../recognition/present-tuning';
import { fieldsOf } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import type { AccountNeeds } from './services';

/** Where one may come from and go back to: a result. */
const BACK = /^\/recognition\/[a-z0-9]{16}$/;

/** What each user sets for themselves. */
export function register(app: Koa, { config, preferences, expiry, suggestions }: AccountNeeds): void {
  const router = new Router({ prefix: '/settings' });
  const usual = config.match.sure;

  async function showSettings(ctx: Koa.Context): Promise<void> {
    const userId = getUserId(ctx);
    const { matchSure: own } = await preferences.get(userId);
    const tuning = presentTuning({
      own,
      usual,
      tried: undefined,
      suggestion: await suggestions.forUser(userId),
      url: '/settings',
    });
    const hours = await preferences.keepHoursOf(userId);
    const canTake = tuning.suggestion !== null && tuning.suggestion.sure !== tuning.own;
    ctx.render('settings', {
      title: 'Settings',
      tuning,
      canTake,
      hours,
      choices: keepingChoices(hours, config.keepRecognitionsHours),
    });
  }

  async function saveSettings(ctx: Koa.Context): Promise<void> {
    const { sure, keep, back } = fieldsOf(ctx);
    if (sure !== undefined) await saveThreshold(ctx, readSure(sure));
    if (keep !== undefined) await saveKeeping(ctx, keep);
    ctx.redirect(typeof back === 'string' && BACK.test(back) ? back : '/settings');
    ctx.status = 303;
  }

  async function saveThreshold(ctx: Koa.Context, sure: number | undefined): Promise<void> {
    await preferences.save(getUserId(ctx), { matchSure: sure ?? null });
    const text =
      sure === undefined
        ? `Match strictness reset to the default, ${likenessPercent(usual)}%.`
        : `Match strictness set to ${likenessPercent(sure)}%.`;
    addNotices(ctx, [{ kind: 'success', text }]);
  }

  async function saveKeeping(ctx: Koa.Context, keep: unknown): Promise<void> {
    const userId = getUserId(ctx);
    const hours = readKeeping(keep, await preferences.keepHoursOf(userId), config.keepRecognitionsHours);
    await preferences.save(userId, { keepHours: hours });
    const gone = await expiry.keepFor(userId, hours);
    const told = `Results are now kept for ${formatHours(hours)}.`;
    const removed = ` ${helpers.plural(gone, 'older result was', 'older results were')} deleted.`;
    addNotices(ctx, [{ kind: 'success', text: gone === 0 ? told : told + removed }]);
  }

  const showFaults: Koa.Middleware = (ctx, next) =>
    showFaultIn('keep' in fieldsOf(ctx) ? 'keeping' : 'threshold', showSettings)(ctx, next);

  router.get('/', ensureLoggedIn, showSettings);
  router.post('/', ensureLoggedIn, showFaults, saveSettings);
  app.use(router.routes()).use(router.allowedMethods());
}
