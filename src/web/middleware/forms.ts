import type Koa from 'koa';
import { notAForm } from '../../errors';

const FORMS = ['urlencoded', 'multipart'];

/** Refuses a body that is no form: no page sends one, and none of our routes reads it. */
export async function requireForm(ctx: Koa.Context, next: Koa.Next): Promise<void> {
  if (ctx.get('Content-Type') && ctx.is(FORMS) === false) throw notAForm();
  await next();
}

/** The fields of a form as they were sent; none when there is no form. One that comes several times is a list. */
export const fieldsOf = (ctx: Koa.Context): Record<string, unknown> =>
  (ctx.request as { body?: Record<string, unknown> }).body ?? {};

/** A text of a form; undefined when there is none of that name, or more than one. */
export function textOf(ctx: Koa.Context, field: string): string | undefined {
  const value = fieldsOf(ctx)[field];
  return typeof value === 'string' ? value : undefined;
}

/** Answers a form that has done its work: on to a page, which a reload doesn't send again. */
export function seeOther(ctx: Koa.Context, address: string): void {
  ctx.redirect(address);
  ctx.status = 303;
}
