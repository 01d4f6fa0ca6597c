// @ts-check
import { send } from '../core/send.js';
import { UploadRow } from './upload-row.js';

/**
 * @typedef {object} Entry
 * @property {File} file
 * @property {string} person
 * @property {UploadRow} row
 * @property {'waiting' | 'sent' | 'told' | 'lost'} state lost: the connection was, or the app was too busy for too long
 * @property {import('./upload-row.js').Kind} [kind] how it fared, once that is told
 */

/**
 * @typedef {object} Report
 * @property {HTMLElement} files a list that gets a row for each file
 * @property {HTMLElement} summary
 * @property {HTMLProgressElement} progress
 * @property {() => void} onAdded when one more has joined the gallery, or asks something
 * @property {(lost: number) => void} onDone when nothing is left to send; `lost` could not be sent
 */

const AT_ONCE = 2;
const TRIES = 4;
const RETRY_SECONDS = 3;
/** What another try may mend: no connection, a full queue, too many requests. */
const PASSING = [0, 429, 502, 503, 504];

/**
 * @param {number} count
 * @param {string} what
 */
const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Sends photos a few at a time, each by itself, and says of each how it fared. One that fails doesn't hold up the others. */
export class UploadQueue {
  /** @type {Entry[]} */
  #entries = [];
  #running = 0;

  /**
   * @param {string} url
   * @param {Report} report
   */
  constructor(url, report) {
    this.url = url;
    this.report = report;
  }

  /** @param {Array<{ file: File, person: string }>} added */
  async add(added) {
    if (this.#running === 0 && this.#count('lost') === 0) this.#begin();
    for (const { file, person } of added) {
      this.#entries.push({ file, person, row: new UploadRow(this.report.files, file, person), state: 'waiting' });
    }
    await this.#run();
  }

  /** Forgets what is over: the next photos have a list of their own. */
  #begin() {
    this.#entries = [];
    this.report.files.replaceChildren();
  }

  /** Sends once more what could not be sent. */
  async resume() {
    for (const entry of this.#entries) if (entry.state === 'lost') entry.state = 'waiting';
    await this.#run();
  }

  async #run() {
    this.#summarize();
    const free = AT_ONCE - this.#running;
    await Promise.all(Array.from({ length: Math.max(0, free) }, () => this.#work()));
  }

  async #work() {
    this.#running++;
    for (let entry = this.#next(); entry; entry = this.#next()) {
      await this.#send(entry);
      this.#summarize();
    }
    this.#running--;
    if (this.#running === 0) this.report.onDone(this.#count('lost'));
  }

  #next() {
    const entry = this.#entries.find(({ state }) => state === 'waiting');
    if (entry) entry.state = 'sent';
    return entry;
  }

  /** @param {Entry} entry */
  async #send(entry) {
    const form = new FormData();
    form.set('name', entry.person);
    form.set('file', entry.file);
    for (let tries = 1; ; tries++) {
      const answer = await send(this.url, form, { onProgress: (share) => entry.row.tellProgress(share) });
      if (!PASSING.includes(answer.status)) {
        entry.state = 'told';
        entry.kind = entry.row.tellAnswer(answer);
        if (answer.ok) this.report.onAdded();
        return;
      }
      if (tries === TRIES) {
        entry.state = 'lost';
        entry.row.tell('…', answer.message ?? '');
        return;
      }
      const seconds = answer.retryAfter ?? RETRY_SECONDS * tries;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }

  /** @param {Entry['state']} wanted */
  #count(wanted) {
    return this.#entries.filter(({ state }) => state === wanted).length;
  }

  #summarize() {
    const all = this.#entries.length;
    const told = this.#count('told');
    this.report.summary.textContent = told < all ? `${told} of ${counted(all, 'photo')} done` : this.#outcome();
    this.report.progress.value = all === 0 ? 0 : told / all;
  }

  /** "3 photos added", or "26 added, 4 questions, 1 refused" when not all were. */
  #outcome() {
    const of = (/** @type {Entry['kind']} */ wanted) => this.#entries.filter(({ kind }) => kind === wanted).length;
    const [added, asks, refused, known] = [of('added'), of('asks'), of('refused'), of('known')];
    if (added === this.#entries.length) return `${counted(added, 'photo')} added`;
    const parts = [
      added && `${added} added`,
      asks && counted(asks, 'question'),
      refused && `${refused} refused`,
      known && `${known} already added`,
    ];
    return parts.filter(Boolean).join(', ');
  }
}
