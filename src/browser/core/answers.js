// @ts-check
import { LOST } from './connection.js';
import { foreignAnswer } from './foreign-answers.js';

/** @typedef {import('./send.js').Answer} Answer */

const UNREADABLE = {
  ok: false,
  id: 'unreadable',
  message: 'The server’s answer couldn’t be understood. Please try again.',
};
/** What only our pages have in their head (web/pages/layout.handlebars). */
const OUR_PAGE = '<meta name="application-name" content="FamiliarFaces">';

/**
 * @param {XMLHttpRequest} request
 * @param {string} type
 */
export const isOf = (request, type) => Boolean(request.getResponseHeader('Content-Type')?.startsWith(type));

/**
 * Reads the answer to a request.
 * @param {XMLHttpRequest} request one that has an answer
 * @param {(text: string) => unknown} readLines as `lineReader` makes it
 * @param {string} asked the request's whole address
 * @returns {Answer}
 */
export function answerOf(request, readLines, asked) {
  const { status, responseText, responseURL } = request;
  try {
    if (isOf(request, 'application/x-ndjson')) return toldAtLast(status, readLines(`${responseText}\n`));
    if (isOf(request, 'application/json')) return told(status, JSON.parse(responseText));
  } catch {
    return status >= 400 ? foreignAnswer(status) : { ...UNREADABLE, status };
  }
  const ok = status >= 200 && status < 300;
  const { href, pathname, search, hash } = new URL(responseURL);
  if (!responseText.includes(OUR_PAGE)) return foreignAnswer(status);
  if (!ok) return { ...UNREADABLE, status };
  return href === asked ? { ok, status } : { ok, status, location: pathname + search + hash };
}

/**
 * @param {number} status
 * @param {unknown} body
 * @returns {Answer}
 */
function told(status, body) {
  /** @type {{ location?: string, error?: { id?: string, message?: string, details?: string[] } }} */
  const { error, location } = body ?? {};
  const ok = status >= 200 && status < 300;
  if (error?.id && error.message)
    return { ok: false, status, id: error.id, message: error.message, details: error.details ?? [] };
  return ok && !error ? { ok, status, body, ...(location && { location }) } : foreignAnswer(status);
}

/**
 * @param {number} status
 * @param {unknown} line the last one; only the first lines of a stream that was cut off have a stage
 * @returns {Answer}
 */
function toldAtLast(status, line) {
  const isCutOff = typeof line !== 'object' || line === null || 'stage' in line;
  return isCutOff ? LOST : told(status, line);
}

/**
 * Reads a growing text of JSON lines, each line once, when it is complete.
 * @param {(line: Record<string, unknown>) => void} onLine
 * @returns {(text: string) => unknown} the last line so far
 */
export function lineReader(onLine) {
  let read = 0;
  /** @type {unknown} */
  let last;
  return (text) => {
    for (let end = text.indexOf('\n', read); end >= 0; end = text.indexOf('\n', read)) {
      const line = text.slice(read, end).trim();
      if (line) last = JSON.parse(line);
      read = end + 1;
      if (line) onLine(/** @type {Record<string, unknown>} */ (last));
    }
    return last;
  };
}
