import type { z } from 'zod';
import { notAForm } from '../../errors';
import type { BareContext, Context, Middleware, Next } from '../context';
import { linkTo, type Place, rootOf } from '../links';
import { isForApi } from '../responses/api-paths';

const FORMS = ['urlencoded', 'multipart'];

/** Refuses a body that isn't a form, as no page sends any other. @throws notAForm */
export async function requireForm(ctx: Context, next: Next): Promise<void> {
  if (!isForApi(ctx) && ctx.get('Content-Type') && ctx.is(FORMS) === false) throw notAForm();
  await next();
}

/** What `form` adds to the state. */
export interface Filled<Schema extends z.ZodType> {
  form: z.output<Schema>;
}

/**
 * Reads a form by its schema into `ctx.state.form`, for the handlers after it. For an upload, put it after
 * `receiveFiles`. Assign it to a constant before the routes: inside the call that adds a route, the compiler would lose
 * its type.
 * @param schema accepts any input, and throws the fault of a field that it refuses
 */
export function form<Schema extends z.ZodType>(schema: Schema): Middleware<object, Filled<Schema>> {
  return async function readForm(ctx, next) {
    ctx.state.form = schema.parse(ctx.state.fields ?? ctx.request.body ?? {});
    await next();
  };
}

/**
 * Redirects to a page after a form has been processed (303), so that a reload doesn't send the form again.
 * @param address a path of the app, in the gallery of this request, or a whole address
 */
export function seeOther(ctx: BareContext & Place, address: string): void {
  ctx.redirect(linkTo(ctx, address));
  ctx.status = 303;
}

/** As `seeOther`, with a path of the app in no gallery, or in the one whose `/g/<handle>` it begins with. */
export function seeOtherFromRoot(ctx: BareContext & Place, path: string): void {
  ctx.redirect(rootOf(ctx) + path);
  ctx.status = 303;
}
