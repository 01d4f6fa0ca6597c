import type { z } from 'zod';
import { notAForm } from '../../errors';
import type { Context, Middleware, Next } from '../context';

const FORMS = ['urlencoded', 'multipart'];

/** Refuses a body that is no form: no page sends one, and none of our routes reads it. */
export async function requireForm(ctx: Context, next: Next): Promise<void> {
  if (ctx.get('Content-Type') && ctx.is(FORMS) === false) throw notAForm();
  await next();
}

/** What `form` adds to the state. */
export interface Filled<Schema extends z.ZodType> {
  form: z.output<Schema>;
}

/**
 * Reads a form by its schema, for the handlers after it: `ctx.state.form`. Of an upload it stands after what receives the files.
 * It is made before the routes, and not among their steps, where the compiler would lose its type.
 * @param schema takes whatever is sent, and throws the fault of a field that it can't take
 */
export function form<Schema extends z.ZodType>(schema: Schema): Middleware<object, Filled<Schema>> {
  return async function readForm(ctx, next) {
    ctx.state.form = schema.parse(ctx.state.fields ?? ctx.request.body ?? {});
    await next();
  };
}
