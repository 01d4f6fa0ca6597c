import type { BareContext } from '../context';

/** Answers a form that has done its work: on to a page, which a reload doesn't send again. */
export function seeOther(ctx: BareContext, address: string): void {
  ctx.redirect(address);
  ctx.status = 303;
}
