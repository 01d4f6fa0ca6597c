import type Koa from 'koa';
import { isAtLeast } from '../../gallery/memberships';
import type { Context } from '../../web/context';
import { queryOf } from '../../web/fields';
import { type Filled, form, seeOther } from '../../web/middleware/forms';
import { showFaultIn } from '../../web/pages/form-faults';
import { addNotices } from '../../web/pages/notices';
import { createRouter } from '../../web/routes';
import { ensureLoggedIn, galleryOf, getUserId } from '../guards';
import type { AuthNeeds } from '../services';
import { keyForm, keysQuery } from './keys-schema';
import { presentKeyForm, presentKeys } from './present-keys';
import { allowedIn, scopesOf } from './scopes';

/** Whose keys a member sees and revokes: their own; an owner everybody's, undefined. */
const makerShownTo = (ctx: Context): number | undefined =>
  isAtLeast(ctx.state.role, 'owner') ? undefined : getUserId(ctx);

/** Registers the page that makes, lists and revokes the keys with which programs use a gallery. */
export function register(app: Koa, { apiKeys, config }: AuthNeeds): void {
  const router = createRouter('/keys');

  async function render(ctx: Context, made: { name: string; key: string } | null): Promise<void> {
    const { preset } = queryOf(ctx, keysQuery);
    ctx.render('keys', {
      title: 'API keys',
      made: made && { ...made, url: `${config.publicUrl}/api/v1/me` },
      form: presentKeyForm(preset, ctx.state.formFault?.values, scopesOf(ctx.state.role ?? 'viewer')),
      keys: presentKeys(await apiKeys.list(galleryOf(ctx), makerShownTo(ctx))),
    });
  }

  /** Shows the API keys of the gallery. */
  async function showKeys(ctx: Context): Promise<void> {
    await render(ctx, null);
  }

  /** Makes an API key and shows it, this once. */
  async function makeKey(ctx: Context<object, Filled<typeof keyForm>>): Promise<void> {
    const { form } = ctx.state;
    const scopes = allowedIn(form.scopes, ctx.state.role ?? 'viewer');
    const { key } = await apiKeys.make(galleryOf(ctx), getUserId(ctx), { ...form, scopes });
    // A redirect would have to carry the key in its address or in the session, where others could read it.
    await render(ctx, { name: form.name, key });
  }

  /** Revokes an API key. */
  async function revokeKey(ctx: Context<{ handle: string }>): Promise<void> {
    const { name } = await apiKeys.revoke(galleryOf(ctx), ctx.params.handle, makerShownTo(ctx));
    addNotices(ctx, [{ kind: 'success', text: `The key “${name}” was revoked. Programs can’t use it anymore.` }]);
    seeOther(ctx, '/keys');
  }

  const readKeyForm = form(keyForm);
  router.get('/', ensureLoggedIn, showKeys);
  router.post('/', ensureLoggedIn, showFaultIn('key', showKeys), readKeyForm, makeKey);
  router.post('/actions/revoke/:handle', ensureLoggedIn, revokeKey);
  app.use(router.routes()).use(router.allowedMethods());
}
