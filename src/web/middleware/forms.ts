import { notAForm } from '../../errors';
import type { Context, Next } from '../context';

const FORMS = ['urlencoded', 'multipart'];

/** Refuses a body that is no form: no page sends one, and none of our routes reads it. */
export async function requireForm(ctx: Context, next: Next): Promise<void> {
  if (ctx.get('Content-Type') && ctx.is(FORMS) === false) throw notAForm();
  await next();
}

/** The fields of a form as they were sent; none when there is no form. One that comes several times is a list. */
export const fieldsOf = (ctx: Context): Readonly<Record<string, unknown>> => ctx.request.body ?? {};

/** A text of a form; undefined when there is none of that name, or more than one. */
export function textOf(ctx: Context, field: string): string | undefined {
  const value = fieldsOf(ctx)[field];
  return typeof value === 'string' ? value : undefined;
}
