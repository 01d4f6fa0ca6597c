import type Koa from 'koa';
import { faultOf } from '../../catalog/storage-faults';
import { isFault } from '../../errors';
import { wantsJson } from '../responses/content-negotiation';

/** A fault, told in the form that caused it. */
export interface FormFault {
  /** Which form of the page, by the name that its view calls it. */
  form: string;
  message: string;
  details: readonly string[];
  /** The texts as they were typed, by field. */
  values: Readonly<Record<string, string>>;
}

declare module 'koa' {
  interface DefaultState {
    formFault?: FormFault;
  }
}

/**
 * Put before the work of a form's route: a fault shows the page with the form again, and in it what is wrong and what was typed.
 * The page is answered with the fault's status and headers. A program gets the fault as ever, and so does everybody when
 * the page can't be shown.
 * @param form as the view names it in `fault`, `faulty` and `typed`
 * @param showPage renders the page that has the form, as its own address would
 */
export function showFaultIn(form: string, showPage: (ctx: Koa.Context) => Promise<void> | void): Koa.Middleware {
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
function textsOf(ctx: Koa.Context): Record<string, string> {
  const fields = Object.entries(ctx.state.fields ?? (ctx.request as { body?: object }).body ?? {});
  return Object.fromEntries(fields.filter(([, value]) => typeof value === 'string'));
}
