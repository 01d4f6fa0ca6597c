import { faultOf } from '../../catalog/storage-faults';
import { isFault } from '../../errors';
import type { Context, Handler, Middleware } from '../context';
import { wantsJson } from '../responses/content-negotiation';

/**
 * Shows a fault in the form that caused it: the form's page again, with the fault and the typed texts, and with the
 * fault's status and headers. Put it first among the middleware of the form's route. Programs get the fault as usual,
 * and so does everybody if the page can't be rendered or doesn't have the form.
 * @param form the form's name, as its view gives it to `fault`, `faulty` and `typed`
 * @param showPage renders the page with the form, as its own address does
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
      // The form may not be on the page as it is now, such as a choice among galleries once there is no other.
      if (!String(ctx.body).includes(`id="fault-${form}"`)) throw error;
      ctx.status = ctx.state.reportError(error).status;
    }
  };
}

// The parser of the form has limited its size. Fields that come twice are skipped, as no form of ours has any.
function textsOf(ctx: Context): Record<string, string> {
  const fields = Object.entries(ctx.state.fields ?? ctx.request.body ?? {});
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string'));
}
