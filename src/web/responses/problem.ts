import { STATUS_CODES } from 'node:http';
import type { Context, ErrorAnswer } from '../context';
import { linkTo } from '../links';

/** The media type of a problem document (https://www.rfc-editor.org/rfc/rfc9457). */
export const PROBLEM = 'application/problem+json';

/** Where the API's reference explains a fault. */
export const problemType = (id: string): string => `/api/reference#fault-${id}`;

/** Answers a program with a problem document: the fault's stable id, its sentence, and the field that is wrong, if one is. */
export function answerProblem(ctx: Context, { status, id, message, details, field }: ErrorAnswer): void {
  ctx.body = JSON.stringify({
    type: linkTo(ctx, problemType(id)),
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    id,
    ...(field !== undefined && { field }),
    ...(details.length > 0 && { details }),
    requestId: ctx.state.requestId,
  });
  ctx.type = PROBLEM;
}
