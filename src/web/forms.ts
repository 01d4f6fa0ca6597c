import type Koa from 'koa';

/** The fields of a form as they were sent; none when there is no form. One that comes several times is a list. */
export const fieldsOf = (ctx: Koa.Context): Record<string, unknown> => (ctx.request as { body?: Record<string, unknown> }).body ?? {};

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
