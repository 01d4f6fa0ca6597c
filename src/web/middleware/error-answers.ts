import type { Logger } from 'pino';
import { faultOf, isStorageFault } from '../../catalog/storage-faults';
import { pageNotFound } from '../../errors';
import type { Context, ErrorAnswer, FaultFormat, Middleware } from '../context';
import { pageOfForm } from '../pages/form-pages';
import { isForApi } from '../responses/api-paths';
import { wantsJson } from '../responses/content-negotiation';
import { answerProblem } from '../responses/problem';
import { signInAddress } from '../responses/sign-in-address';
import { seeOther } from './forms';

const TITLES: Readonly<Record<number, string>> = { 401: 'You’re not signed in', 404: 'Page not found' };
const titleOf = (ctx: Context, { status, id }: ErrorAnswer) =>
  TITLES[signInOf(ctx, id) ? 401 : status] ?? 'Something went wrong';

const UNEXPECTED = 'There was an error in the app. Nothing was lost. Please try again.';

const badRequest: ErrorAnswer = {
  status: 400,
  id: 'bad_request',
  message: 'The request couldn’t be understood.',
  details: [],
};

const unexpected: ErrorAnswer = { status: 500, id: 'unexpected', message: UNEXPECTED, details: [] };

const methodNotAllowed: ErrorAnswer = {
  status: 405,
  id: 'method_not_allowed',
  message: 'This address doesn’t accept this kind of request.',
  details: [],
};

/** Answers that are no fault of `errors.ts`. */
export const unnamedFaults: readonly ErrorAnswer[] = [badRequest, methodNotAllowed, unexpected];

// Koa, the router and the body parser throw http-errors, which have no id.
function answerFor(error: unknown): ErrorAnswer {
  const fault = faultOf(error);
  if (fault) {
    const { status, id, message, details = [], field } = fault;
    return { status, id, message, details, field };
  }
  const status = Number((error as { status?: unknown }).status);
  return status >= 400 && status < 500 ? { ...badRequest, status } : unexpected;
}

function report(log: Logger, ctx: Context, error: unknown): ErrorAnswer {
  const errorAnswer = answerFor(error);
  const line = { requestId: ctx.state.requestId, status: errorAnswer.status, id: errorAnswer.id };
  const fault = faultOf(error);
  const cause = fault?.cause;
  if (errorAnswer.status === 500 || isStorageFault(error))
    log.error({ ...line, err: cause ?? error }, 'request failed');
  else {
    const level = ctx.state.levelOf?.(errorAnswer.status) ?? 'info';
    log[level](cause ? { ...line, err: cause } : line, 'request refused');
  }
  if (fault?.headers) ctx.set(fault.headers);
  return errorAnswer;
}

const problems: FaultFormat = { fits: isForApi, answer: answerProblem };

/**
 * Turns errors into answers, and is the only place that does: a page for people, JSON for programs. The message of an
 * unexpected error goes to the log only, where the request id leads to it.
 * @param formats for addresses that others have defined; the first that fits is taken
 */
export function answerErrors(log: Logger, formats: readonly FaultFormat[] = []): Middleware {
  const answer = answerIn([...formats, problems]);
  return async function answerError(ctx, next) {
    ctx.state.reportError = (error) => report(log, ctx, error);
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null) throw pageNotFound();
      if (ctx.status === 405 && ctx.body == null) {
        if (isForPeople(ctx)) seeOther(ctx, pageOfForm(ctx.path));
        else answer(ctx, methodNotAllowed);
      }
    } catch (error) {
      answer(ctx, ctx.state.reportError(error));
    }
  };
}

/** Whether somebody has opened the address of a form. They are led to the form's page. */
const isForPeople = (ctx: Context) => ['GET', 'HEAD'].includes(ctx.method) && !wantsJson(ctx) && !isForApi(ctx);

/** Where people sign in whose session is over. */
const signInOf = (ctx: Context, id: ErrorAnswer['id']) => {
  if (id === 'not_signed_in' || id === 'account_deleted') return signInAddress(ctx);
  // The provider's answer is no page to come back to.
  return id === 'not_allowed' || id === 'account_suspended' ? '/login' : null;
};

function answerIn(formats: readonly FaultFormat[]) {
  return (ctx: Context, fault: ErrorAnswer): void => {
    ctx.set('Cache-Control', 'no-store');
    const { status, id, message, details } = fault;
    const { requestId } = ctx.state;
    const format = formats.find((each) => each.fits(ctx));
    ctx.status = status;
    if (format) format.answer(ctx, fault);
    else if (wantsJson(ctx)) ctx.body = { error: { id, message, details, requestId } };
    else
      ctx.render('error', {
        title: titleOf(ctx, fault),
        message,
        details,
        requestId,
        notices: [],
        signIn: signInOf(ctx, id),
      });
  };
}
