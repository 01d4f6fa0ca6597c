// @ts-check
import { lookForApp, nextChance, untilConnected } from './connection.js';
import { send } from './send.js';

/** @typedef {import('./send.js').Answer} Answer */
/** @typedef {Pick<import('./upload-queue.js').Job, 'file' | 'fields'> & { row: Told }} Sent */

/**
 * Shows how far a file is.
 * @typedef {object} Told
 * @property {(sign: string, words: string) => void} tell
 * @property {(share: number | undefined) => void} [tellShare] the part that is uploaded, 0 to 1; undefined while the app works
 */

const TRIES = 4;
const RETRY_SECONDS = 3;
/** An upload that hasn't moved for so long may hang on a connection that is gone. */
const STALLED_MS = 15_000;
/** After these, another try may succeed: too many requests, a full queue, an app or a proxy that restarts. */
const PASSING = [429, 502, 503, 504];
const PASSING_IDS = ['broke_off', 'too_busy', 'too_many_photos_at_once', 'engine_failed'];
const HINDRANCE = 'The connection is gone. This goes on by itself when it’s back.';

/** @param {Answer} answer */
const isLost = ({ id }) => id === 'connection_lost' || id === 'cancelled';

/**
 * Whether a file got no final answer, so that it may be sent again.
 * @param {Answer} answer
 */
export const isPassing = ({ status, id = '' }) => PASSING.includes(status) || PASSING_IDS.includes(id);

/** Sends files, each as often as it takes: it waits while there is no connection, and tries again when the app is too busy. */
export class UploadSender {
  #cut = new AbortController();
  #canceling = new AbortController();
  #waiting = 0;

  /**
   * @param {Pick<import('./upload-queue.js').Purpose, 'url' | 'working' | 'stages'>} purpose
   * @param {(sentence: string) => void} tellHindrance
   */
  constructor(purpose, tellHindrance) {
    this.purpose = purpose;
    this.tellHindrance = tellHindrance;
  }

  /** Allows to send again after `cancel`. */
  begin() {
    if (this.#canceling.signal.aborted) this.#canceling = new AbortController();
  }

  /** Stops everything that is being sent. */
  cancel() {
    this.#canceling.abort();
    this.#cutOff();
  }

  /** Looks whether the app can still be reached, and otherwise ends the requests that hang, so that they are sent anew. */
  async lookOut() {
    if ((await lookForApp()).ok) return;
    this.tellHindrance(HINDRANCE);
    this.#cutOff();
  }

  #cutOff() {
    this.#cut.abort();
    this.#cut = new AbortController();
  }

  /**
   * @param {Sent} sent
   * @returns {Promise<Answer | undefined>} the last answer; undefined when it was canceled
   */
  async send({ file, fields, row }) {
    const { signal } = this.#canceling;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', file);
    for (let tries = 1; !signal.aborted; ) {
      row.tell('…', 'Uploading');
      const answer = await this.#post(form, row);
      if (signal.aborted) return undefined;
      if (isLost(answer)) {
        row.tell('…', 'Waiting for the connection…');
        await this.#waitForConnection();
        continue;
      }
      if (!isPassing(answer) || tries === TRIES) return answer;
      row.tell('…', 'Waiting to try again…');
      await nextChance((answer.retryAfter ?? RETRY_SECONDS * tries) * 1000, signal);
      tries++;
    }
    return undefined;
  }

  /**
   * @param {FormData} form
   * @param {Told} row
   */
  async #post(form, row) {
    let stalled = setTimeout(() => this.lookOut(), STALLED_MS);
    /** @param {number} share */
    const onProgress = (share) => {
      clearTimeout(stalled);
      if (share < 1) stalled = setTimeout(() => this.lookOut(), STALLED_MS);
      row.tellShare?.(share < 1 ? share : undefined);
      row.tell('…', share < 1 ? `Uploading: ${Math.round(share * 100)}%` : this.purpose.working);
    };
    /** @param {Record<string, unknown>} line */
    const onLine = ({ stage }) => {
      const words = this.purpose.stages?.[String(stage)];
      if (words) row.tell('…', words);
    };
    const answer = await send(this.purpose.url, form, { signal: this.#cut.signal, onProgress, onLine });
    clearTimeout(stalled);
    return answer;
  }

  async #waitForConnection() {
    this.#waiting++;
    this.tellHindrance(HINDRANCE);
    await untilConnected(this.#canceling.signal);
    this.#waiting--;
    if (this.#waiting === 0) this.tellHindrance('');
  }
}
