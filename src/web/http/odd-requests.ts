import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerPlainly, sendPlainResponse } from './plain-responses';

/** A status, and a sentence for whoever sent the request. */
export type PlainAnswer = readonly [status: number, sentence: string];

export const NOT_UNDERSTOOD: PlainAnswer = [400, 'The request couldn’t be understood.'];
const NO_EXPECTATIONS: PlainAnswer = [417, 'The request expects something that this server doesn’t do.'];
const TOO_MANY_HEADERS: PlainAnswer = [431, 'The request has too many headers.'];
/** Browsers send twenty, and proxies add a dozen. */
const MAX_HEADERS = 200;
const HOST = /^[^\s/?#@\\]+$/;

/**
 * Makes the target of a request a path, as everything in the app expects it: of a whole address, host and path count
 * (https://www.rfc-editor.org/rfc/rfc9112#name-request-target).
 * @returns the answer to a request whose target or host is none, or whose headers are too many
 */
export function normalizeTarget(request: IncomingMessage): PlainAnswer | undefined {
  const { url = '', headers, httpVersion, rawHeaders } = request;
  if (rawHeaders.length > 2 * MAX_HEADERS) return TOO_MANY_HEADERS;
  if (!url.startsWith('/')) {
    const target = /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url) : undefined;
    if (!target) return NOT_UNDERSTOOD;
    request.url = target.pathname + target.search;
    headers.host = target.host;
  }
  const { host } = headers;
  if (host === undefined || host === '') return httpVersion === '1.0' ? undefined : NOT_UNDERSTOOD;
  return HOST.test(host) && URL.canParse(`http://${host}`) ? undefined : NOT_UNDERSTOOD;
}

/** Answers what Node would answer by itself, without a sentence and the headers of every answer, or not at all. */
export function answerOddRequests(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) =>
    answerPlainly(response, NO_EXPECTATIONS),
  );
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    sendPlainResponse(socket, ...NOT_UNDERSTOOD);
  });
}
