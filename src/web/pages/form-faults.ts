import { faultOf } from '../../catalog/storage-faults';
import { isFault } from '../../errors';
import type { Context, Handler, Middleware } from '../context';
import { wantsJson } from '../responses/content-negotiation';

/**
 * Put before the work of a form's route: a fault shows the page with the form again, and in it what is wrong and what was typed.
 * The page is answered with the fault's status and headers. A program gets the fault as ever, and so does everybody when
 * the page can't be shown.
 * @param form as the view names it in `fault`, `faulty` and `typed`
 * @param showPage renders the page that has the form, as its own address would
 */
export function showFaultIn<Params extends object>(form: string, showPage: Handler<Params>): Middleware<Params> {
  return async function showFault(ctx, next) {
    try {
      await next();
    } catch (error) {
      const fault = faultOf(error);
      if (!fault || isFault(fault, 'client_gone') || wantsJson(ctx)) throw error;
      ctx.state.formFault = { form, message: fault.message, details: fault.details ?? [], values: textsOf(ctx) };
      try {
        await showPage(ctx);
      } catch (failure) {
        ctx.state.reportError(failure);
        throw error;
      }
      ctx.status = ctx.state.reportError(error).status;
    }
  };
}

// Whatever parsed the form has bounded it; of a field that comes twice, no form of ours makes use.
function textsOf(ctx: Context): Record<string, string> {
  const fields = Object.entries(ctx.state.fields ?? ctx.request.body ?? {});
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string'));
}
