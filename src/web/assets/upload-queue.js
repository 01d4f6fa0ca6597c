// @ts-check
import { send } from './send.js';

/**
 * @typedef {object} Entry
 * @property {File} file
 * @property {string} person
 * @property {HTMLElement} row
 * @property {'waiting' | 'done' | 'lost'} state lost: the connection was, or the app was too busy for too long
 */

/**
 * @typedef {object} Report
 * @property {HTMLElement} files a list that gets a row for each file
 * @property {HTMLElement} summary
 * @property {HTMLProgressElement} progress
 * @property {(lost: number) => void} onDone when nothing is left to send; `lost` could not be sent
 */

const AT_ONCE = 2;
const TRIES = 4;
const RETRY_MS = 3000;
/** What another try may mend: no connection, a full queue, too many requests. */
const PASSING = [0, 429, 502, 503, 504];

const KINDS = {
  added: ['✓', 'Added'],
  asks: ['?', 'Waits for your answer'],
  refused: ['✕', 'Not added'],
  known: ['✓', 'Already there'],
};

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
    for (const { file, person } of added) {
      const row = document.createElement('li');
      this.report.files.append(row);
      const entry = /** @type {Entry} */ ({ file, person, row, state: 'waiting' });
      this.#tell(entry, '…', 'waiting');
      this.#entries.push(entry);
    }
    await this.#run();
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
    if (entry) entry.state = 'done';
    return entry;
  }

  /** @param {Entry} entry */
  async #send(entry) {
    const form = new FormData();
    form.set('name', entry.person);
    form.set('file', entry.file);
    for (let tries = 1; ; tries++) {
      const answer = await send(this.url, form, { onProgress: (share) => this.#tell(entry, '…', `${Math.round(share * 100)} %`) });
      if (answer.ok) return this.#tellOutcome(entry, answer.body);
      const passes = PASSING.includes(answer.status);
      if (answer.id === 'photo_known') return this.#tell(entry, KINDS.known[0], `${KINDS.known[1]}.`, 'known');
      if (!passes) return this.#tell(entry, KINDS.refused[0], withoutName(answer.message ?? KINDS.refused[1], entry.file.name), 'refused');
      if (tries === TRIES) {
        entry.state = 'lost';
        return this.#tell(entry, '…', `${answer.message} It can be tried again.`, 'refused');
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * tries));
    }
  }

  /**
   * @param {Entry} entry
   * @param {unknown} body
   */
  #tellOutcome(entry, body) {
    const { outcomes } = /** @type {{ outcomes: Array<{ kind: keyof typeof KINDS, sentences: string[], url: string | null }> }} */ (body);
    const [{ kind, sentences, url }] = outcomes;
    const [sign, words] = KINDS[kind];
    this.#tell(entry, sign, [`${words}.`, ...sentences].join(' '), kind, kind === 'asks' ? url : null);
  }

  /**
   * @param {Entry} entry
   * @param {string} sign
   * @param {string} words
   * @param {string} [kind]
   * @param {string | null} [url] where to answer
   */
  #tell({ row, file, person }, sign, words, kind = '', url = null) {
    row.dataset.kind = kind;
    const name = document.createElement('bdi');
    name.textContent = `${person}, ${file.name}`;
    row.replaceChildren(`${sign} `, name, `: ${words} `);
    if (!url) return;
    const link = document.createElement('a');
    link.href = url;
    link.textContent = 'Answer';
    row.append(link);
  }

  /** @param {Entry['state']} wanted */
  #count(wanted) {
    return this.#entries.filter(({ state }) => state === wanted).length;
  }

  #summarize() {
    const all = this.#entries.length;
    const told = this.#entries.filter(({ row }) => row.dataset.kind).length;
    this.report.summary.textContent = told < all ? `${told} of ${all} photos are done.` : `All ${all} photos are done.`;
    this.report.progress.value = all === 0 ? 0 : told / all;
  }
}

/**
 * The row has the file's name already.
 * @param {string} sentence
 * @param {string} name
 */
const withoutName = (sentence, name) => (sentence.startsWith(`${name}: `) ? sentence.slice(name.length + 2) : sentence);
