// @ts-check
import { offerSignIn } from './signed-out.js';

/**
 * The answer to a request.
 * @typedef {object} Answer
 * @property {boolean} ok
 * @property {number} status 0 when no answer came
 * @property {string} [location] the page to show next: where redirects ended, or what the last line of a stream names
 * @property {unknown} [body] the content of a JSON answer, or the last line of a stream
 * @property {string} [id] the fault's id, when it isn't ok
 * @property {string} [message] the fault's sentence for people
 * @property {readonly string[]} [details] more sentences about the fault
 * @property {number} [retryAfter] after how many seconds another try may succeed
 */

/**
 * @typedef {object} Options
 * @property {(fraction: number) => void} [onProgress] called with the part of the upload that has been sent, 0 to 1
 * @property {(line: Record<string, unknown>) => void} [onLine] called with each line of an NDJSON answer, as it comes
 * @property {AbortSignal} [signal]
 */

const LOST = {
  ok: false,
  status: 0,
  id: 'connection_lost',
  message: 'The connection was lost. Please try again.',
};
const CANCELLED = { ok: false, status: 0, id: 'cancelled', message: 'Canceled.' };
const UNREADABLE = {
  ok: false,
  id: 'unreadable',
  message: 'The server’s answer couldn’t be understood. Please try again.',
};

/**
 * Posts a form as the browser would, and reports the upload's progress, which `fetch` can't.
 * It never rejects: whatever goes wrong, the answer has a sentence for it.
 * @param {string} url
 * @param {FormData | URLSearchParams} form
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export function send(url, form, { onProgress = () => {}, onLine = () => {}, signal } = {}) {
  const request = new XMLHttpRequest();
  const readLines = lineReader(onLine);
  request.open('POST', url);
  request.setRequestHeader('Accept', 'application/x-ndjson, application/json;q=0.9');
  request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
  request.onprogress = () => isOf(request, 'application/x-ndjson') && readLines(request.responseText);
  return new Promise((resolve) => {
    request.onload = () => {
      const answer = answerOf(request, readLines, new URL(url, document.baseURI).href);
      offerSignIn(answer.id);
      resolve({ ...answer, ...retryAfterOf(request) });
    };
    request.onerror = () => resolve(LOST);
    request.onabort = () => resolve(CANCELLED);
    if (signal?.aborted) return resolve(CANCELLED);
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

/** @param {XMLHttpRequest} request */
function retryAfterOf(request) {
  const seconds = Number(request.getResponseHeader('Retry-After'));
  return seconds > 0 ? { retryAfter: seconds } : {};
}

/**
 * @param {XMLHttpRequest} request
 * @param {string} type
 */
const isOf = (request, type) => Boolean(request.getResponseHeader('Content-Type')?.startsWith(type));

/**
 * @param {XMLHttpRequest} request
 * @param {(text: string) => unknown} readLines
 * @param {string} asked
 * @returns {Answer}
 */
function answerOf(request, readLines, asked) {
  const { status, responseText, responseURL } = request;
  const ok = status >= 200 && status < 300;
  try {
    if (isOf(request, 'application/x-ndjson')) return told(status, readLines(`${responseText}\n`));
    if (isOf(request, 'application/json')) return told(status, JSON.parse(responseText));
  } catch {
    return { ...UNREADABLE, status };
  }
  if (!ok) return { ...UNREADABLE, status };
  const { href, pathname, search, hash } = new URL(responseURL);
  return href === asked ? { ok, status } : { ok, status, location: pathname + search + hash };
}

/**
 * @param {number} status
 * @param {unknown} body
 * @returns {Answer}
 */
function told(status, body) {
  /** @type {{ location?: string, error?: { id: string, message: string, details?: string[] } }} */
  const { error, location } = body ?? {};
  if (error) return { ok: false, status, id: error.id, message: error.message, details: error.details ?? [] };
  return { ok: status >= 200 && status < 300, status, body, ...(location && { location }) };
}

/**
 * Reads a growing text of JSON lines, each line once, when it is complete.
 * @param {(line: Record<string, unknown>) => void} onLine
 * @returns {(text: string) => unknown} the last line so far
 */
function lineReader(onLine) {
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
