// @ts-check
import { foreignAnswer } from './foreign-answers.js';
import { link } from './links.js';
import { CONNECTION_LOST } from './notices.js';

/** @typedef {import('./send.js').Answer} Answer */

const PATIENCE_MS = 10_000;
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;

/** @type {Answer} */
export const LOST = {
  ok: false,
  status: 0,
  id: 'connection_lost',
  message: CONNECTION_LOST,
};
/** @type {Answer} */
const OFFLINE = { ...LOST, message: 'You’re offline. Please try again when you’re connected.' };
/** @type {Answer} */
const SIGNED_OUT = {
  ...LOST,
  status: 401,
  id: 'not_signed_in',
  message: 'You’re signed out. Reload this page, sign in, and try again.',
};

/**
 * Asks the app for a page, to know why a request got no answer.
 * @returns {Promise<Answer>} the reason; `ok` when the app does answer
 */
export async function lookForApp() {
  try {
    const headers = { Accept: 'text/html', 'X-Keep-Notices': 'yes' };
    // A sign-in page of a proxy is on another host, where the browser wouldn't let this script look.
    const { type, ok, status } = await fetch(link('/'), {
      method: 'HEAD',
      cache: 'no-store',
      redirect: 'manual',
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (type === 'opaqueredirect') return SIGNED_OUT;
    return ok ? { ok, status } : foreignAnswer(status);
  } catch {
    return navigator.onLine ? LOST : OFFLINE;
  }
}

/**
 * Waits until the app answers, looking at once when the browser is online again.
 * @param {AbortSignal} [signal] ends the waiting
 */
export async function untilConnected(signal) {
  for (let pause = PAUSE_MS; !signal?.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const { status } = await lookForApp();
    if (status > 0 && status < 500) return;
    await nextChance(pause, signal);
  }
}

/**
 * Waits for a while, or for the browser to be online again if that is earlier.
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function nextChance(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    addEventListener('online', done);
    signal?.addEventListener('abort', done);
  });
}
