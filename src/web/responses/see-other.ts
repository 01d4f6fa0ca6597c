import type { BareContext } from '../context';

/** Redirects to a page after a form has been processed (303), so that a reload doesn't send the form again. */
export function seeOther(ctx: BareContext, address: string): void {
  ctx.redirect(address);
  ctx.status = 303;
}
