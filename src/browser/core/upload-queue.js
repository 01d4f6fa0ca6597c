// @ts-check
import { counted } from './elements.js';
import { UploadRow } from './upload-row.js';
import { isPassing, UploadSender } from './upload-sender.js';

/** @typedef {import('./send.js').Answer} Answer */

/**
 * A file to send.
 * @typedef {object} Job
 * @property {File} file
 * @property {string} label what its row calls it
 * @property {Record<string, string>} fields sent with it
 */

/** @typedef {Job & { row: UploadRow, state: 'waiting' | 'sent' | 'told' | 'lost', kind?: string }} Entry `lost`: it couldn't be sent */

/**
 * What a queue sends, and what it shows.
 * @typedef {object} Purpose
 * @property {string} url
 * @property {string} working what a row says after the upload, while the app works
 * @property {Record<string, string>} [stages] what a row says at each stage that the app tells
 * @property {boolean} [hasPictures] whether rows show the photos
 * @property {(row: UploadRow, answer: Answer) => string} tellAnswer shows a file's outcome in its row; returns its kind
 * @property {(kinds: ReadonlyMap<string, number>, total: number) => string} sum says what became of all files, by how many of each kind there are
 * @property {(kind: string, entry: Entry) => void} [onTold] called with each outcome
 * @property {(entries: readonly Entry[]) => void} [onDone] called when nothing is left to send
 */

const AT_ONCE = 2;

/**
 * Makes the browser ask before people leave the page, as files that haven't been sent would be lost.
 * @param {Event} event
 */
const warn = (event) => event.preventDefault();

/** Sends files a few at a time, each in its own request, and shows the outcome of each. One that fails doesn't hold up the others. */
export class UploadQueue {
  /** @type {Entry[]} */
  #entries = [];
  #running = 0;

  /**
   * @param {import('./upload-report.js').UploadReport} report
   * @param {Purpose} purpose
   */
  constructor(report, purpose) {
    this.report = report;
    this.purpose = purpose;
    this.sender = new UploadSender(purpose, (sentence) => report.tellHindrance(sentence));
    report.again.addEventListener('click', () => this.resume());
    report.cancel.addEventListener('click', () => this.#cancel());
    addEventListener('offline', () => this.#running > 0 && this.sender.lookOut());
  }

  get isRunning() {
    return this.#running > 0;
  }

  /** @param {readonly Job[]} jobs */
  async add(jobs) {
    if (this.#running === 0 && this.#count('lost') === 0) this.#begin();
    for (const job of jobs)
      this.#entries.push({ ...job, row: new UploadRow(this.report.list, job.file, job.label), state: 'waiting' });
    await this.#run();
  }

  /** Starts a new list: the files before are done. */
  #begin() {
    this.#entries = [];
    this.report.list.replaceChildren();
  }

  /** Sends the files again that couldn't be sent. */
  async resume() {
    for (const entry of this.#entries) if (entry.state === 'lost') entry.state = 'waiting';
    await this.#run();
  }

  async #run() {
    this.sender.begin();
    this.report.again.hidden = true;
    this.report.cancel.hidden = false;
    addEventListener('beforeunload', warn);
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
    if (this.#running > 0) return;
    removeEventListener('beforeunload', warn);
    this.report.again.hidden = this.#count('lost') === 0;
    this.report.cancel.hidden = true;
    this.purpose.onDone?.(this.#entries);
  }

  #next() {
    const entry = this.#entries.find(({ state }) => state === 'waiting');
    if (entry) entry.state = 'sent';
    return entry;
  }

  /** @param {Entry} entry */
  async #send(entry) {
    if (this.purpose.hasPictures) void entry.row.showPicture();
    const answer = await this.sender.send(entry);
    if (!answer) return this.#tellCanceled(entry);
    if (isPassing(answer)) {
      entry.state = 'lost';
      entry.row.tell('✕', answer.message ?? '');
      return;
    }
    const kind = this.purpose.tellAnswer(entry.row, answer);
    Object.assign(entry, { state: 'told', kind });
    this.purpose.onTold?.(kind, entry);
  }

  #cancel() {
    for (const entry of this.#entries) if (entry.state === 'waiting') this.#tellCanceled(entry);
    this.sender.cancel();
  }

  /** @param {Entry} entry */
  #tellCanceled(entry) {
    Object.assign(entry, { state: 'told', kind: 'canceled' });
    entry.row.tell('✕', 'Canceled.');
  }

  /** @param {Entry['state']} wanted */
  #count(wanted) {
    return this.#entries.filter(({ state }) => state === wanted).length;
  }

  #summarize() {
    const all = this.#entries.length;
    const finished = this.#count('told') + this.#count('lost');
    const words = finished < all ? `${finished} of ${counted(all, 'photo')} done` : this.#sum();
    this.report.tell(words, all === 0 ? 0 : finished / all);
  }

  /** What became of all files: "26 added, 4 to review, 1 refused". */
  #sum() {
    /** @type {Map<string, number>} */
    const kinds = new Map();
    for (const { kind, state } of this.#entries) {
      const each = state === 'lost' ? 'lost' : (kind ?? '');
      kinds.set(each, (kinds.get(each) ?? 0) + 1);
    }
    const [lost = 0, canceled = 0] = [kinds.get('lost'), kinds.get('canceled')];
    const more = [lost && `${lost} couldn’t be sent`, canceled && `${canceled} canceled`];
    return [this.purpose.sum(kinds, this.#entries.length), ...more].filter(Boolean).join(', ');
  }
}
