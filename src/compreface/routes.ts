import { galleryOf } from '../auth/guards';
import { requireScopes } from '../auth/keys/identify-key';
import type { Scope } from '../auth/keys/scopes';
import type { Gallery } from '../gallery/galleries';
import type { Context, Handler } from '../web/context';
import { type Options, readOptions } from './options';

/** What a call is given. */
export interface Call<Params extends object> {
  ctx: Context<Params>;
  gallery: Gallery;
  options: Options;
}

/**
 * Answers a call whose key has some scopes.
 * @param answer its name is shown by `npm run routes`
 */
export function call<Params extends object>(
  scopes: readonly Scope[],
  answer: (call: Call<Params>) => Promise<void>,
): Handler<Params> {
  const handler = async (ctx: Context<Params>) => {
    ctx.vary('X-Api-Key');
    ctx.vary('Authorization');
    requireScopes(ctx, ...scopes);
    await answer({ ctx, gallery: galleryOf(ctx), options: readOptions(ctx) });
  };
  return Object.defineProperty(handler, 'name', { value: answer.name });
}
