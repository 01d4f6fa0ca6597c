import { keyMissing, scopeMissing } from '../../errors';
import type { Context, Middleware } from '../../web/context';
import { isForApi } from '../../web/responses/api-paths';
import type { KeyOpener } from './key-opener';
import { presentedKey } from './presented-key';
import type { Scope } from './scopes';

/** Why a request's key opens nothing. It is told once the request has counted for its address, or anybody could guess without end. */
const faults = new WeakMap<object, unknown>();

/**
 * Opens a request to the API with the key that it presents, before anything of its body is read: sets the key, the user for whom it counts,
 * the gallery, and the user's role there.
 */
export function identifyKey(opener: KeyOpener): Middleware {
  return async function identifyKey(ctx, next) {
    if (!isForApi(ctx)) return next();
    ctx.set('Cache-Control', 'no-store');
    try {
      const secret = presentedKey(ctx);
      if (secret === undefined) throw keyMissing();
      const { key, gallery, role } = await opener.open(secret);
      ctx.state.gallery = gallery;
      ctx.state.role = role;
      ctx.state.user = { id: key.userId, displayName: key.displayName };
      ctx.state.key = key;
      ctx.state.recheckAccess = () => opener.recheck(secret, role);
    } catch (error) {
      faults.set(ctx.state, error);
    }
    return next();
  };
}

/** Refuses a request to the API whose key opens nothing. @throws keyMissing, keysDiffer, keyUnknown, keyRevoked, keyExpired */
export const requireKey: Middleware = async function requireKey(ctx, next) {
  if (isForApi(ctx) && !ctx.state.key) throw faults.get(ctx.state) ?? keyMissing();
  return next();
};

/** Requires that the request's key has all of some scopes. @throws keyMissing, scopeMissing */
export function requireScopes({ state: { key } }: Context, ...scopes: Scope[]): void {
  if (!key) throw keyMissing();
  const missing = scopes.find((each) => !key.scopes.includes(each));
  if (missing) throw scopeMissing(missing);
}
