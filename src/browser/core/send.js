// @ts-check
import { answerOf, isOf, lineReader } from './answers.js';
import { LOST, lookForApp } from './connection.js';
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

/** nginx takes 1 MB, unless it is told otherwise. */
const LARGE_BYTES = 900_000;
const BROKE_OFF = { ...LOST, id: 'broke_off' };
const BROKE_OFF_LARGE = {
  ...BROKE_OFF,
  message:
    'The upload broke off. If this happens with large files only, a proxy in front of the app limits their size.',
};
const CANCELLED = { ok: false, status: 0, id: 'cancelled', message: 'Canceled.' };

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
    request.onerror = () => resolve(whyNone(form));
    request.onabort = () => resolve(CANCELLED);
    if (signal?.aborted) return resolve(CANCELLED);
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

/**
 * Finds out why a form got no answer.
 * @param {FormData | URLSearchParams} form
 * @returns {Promise<Answer>}
 */
async function whyNone(form) {
  const seen = await lookForApp();
  if (!seen.ok) return seen;
  const sizes = [...form.values()].map((value) => (value instanceof File ? value.size : 0));
  return sizes.some((size) => size > LARGE_BYTES) ? BROKE_OFF_LARGE : BROKE_OFF;
}

/** @param {XMLHttpRequest} request */
function retryAfterOf(request) {
  const seconds = Number(request.getResponseHeader('Retry-After'));
  return seconds > 0 ? { retryAfter: seconds } : {};
}
