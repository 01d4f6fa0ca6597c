// @ts-check
import { send } from '../core/send.js';
import { UploadRow } from './upload-row.js';

/**
 * @typedef {object} Entry
 * @property {File} file
 * @property {string} person
 * @property {UploadRow} row
 * @property {'waiting' | 'sent' | 'told' | 'lost'} state `told`: its outcome is shown; `lost`: it couldn't be sent, as the connection broke or the app was too busy
 * @property {import('./upload-row.js').Kind} [kind] its outcome, once it is known
 */

/**
 * @typedef {object} Report
 * @property {HTMLElement} files a list that gets a row for each file
 * @property {HTMLElement} summary
 * @property {HTMLProgressElement} progress
 * @property {() => void} onAdded called when a photo was added or became a draft
 * @property {(lost: number) => void} onDone called when nothing is left to send; `lost` is how many photos couldn't be sent
 */

const AT_ONCE = 2;
const TRIES = 4;
const RETRY_SECONDS = 3;
/** Statuses after which another try may succeed: no connection, too many requests, a full queue. */
const PASSING = [0, 429, 502, 503, 504];

/**
 * @param {number} count
 * @param {string} what
 */
const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Sends photos a few at a time, each in its own request, and shows the outcome of each. One that fails doesn't hold up the others. */
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

  /** Starts a new list: the photos before are done. */
  #begin() {
    this.#entries = [];
    this.report.files.replaceChildren();
  }

  /** Sends the photos again that couldn't be sent. */
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
    const [added, drafts, refused, known] = [of('added'), of('draft'), of('refused'), of('known')];
    if (added === this.#entries.length) return `${counted(added, 'photo')} added`;
    const parts = [
      added && `${added} added`,
      drafts && counted(drafts, 'question'),
      refused && `${refused} refused`,
      known && `${known} already added`,
    ];
    return parts.filter(Boolean).join(', ');
  }
}
