// @ts-check

/** @typedef {import('../core/send.js').Answer} Answer */
/** @typedef {'added' | 'draft' | 'refused' | 'known'} Kind */

/** A sign and words for each outcome of a photo. */
const KINDS = {
  added: ['✓', 'Added.'],
  draft: ['?', 'Needs your answer.'],
  refused: ['✕', 'Refused.'],
  known: ['✓', 'Already added.'],
};

/**
 * Removes the file's name from the start of a sentence, as the row shows it already.
 * @param {string} sentence
 * @param {string} name
 */
const withoutName = (sentence, name) => (sentence.startsWith(`${name}: `) ? sentence.slice(name.length + 2) : sentence);

/** A row that shows the progress and the outcome of one photo. */
export class UploadRow {
  /**
   * @param {HTMLElement} list
   * @param {File} file
   * @param {string} person
   */
  constructor(list, file, person) {
    this.file = file;
    this.element = document.createElement('li');
    const name = document.createElement('bdi');
    name.textContent = `${person}, ${file.name}`;
    this.sign = document.createElement('span');
    this.words = document.createElement('span');
    this.element.append(this.sign, ' ', name, ': ', this.words);
    list.append(this.element);
    this.tell('…', 'Waiting');
  }

  /**
   * @param {string} sign
   * @param {string} words
   */
  tell(sign, words) {
    this.sign.textContent = sign;
    this.words.textContent = words;
  }

  /** @param {number} share of the upload, 0 to 1; the rest is the app's work */
  tellProgress(share) {
    this.tell('…', share < 1 ? `Uploading: ${Math.round(share * 100)}%` : 'Looking for the face…');
  }

  /**
   * @param {Answer} answer the final one
   * @returns {Kind} the photo's outcome
   */
  tellAnswer({ ok, id, message = KINDS.refused[1], body }) {
    if (id === 'photo_known') return this.#tellKind('known');
    if (!ok) {
      this.tell(KINDS.refused[0], withoutName(message, this.file.name));
      return 'refused';
    }
    const { outcomes } = /** @type {{ outcomes: Array<{ kind: Kind, sentences: string[], url: string | null }> }} */ (
      body
    );
    const [{ kind, sentences, url }] = outcomes;
    if (kind === 'draft' && url) this.#link(url);
    return this.#tellKind(kind, sentences);
  }

  /**
   * @param {Kind} kind
   * @param {string[]} [sentences]
   */
  #tellKind(kind, sentences = []) {
    const [sign, words] = KINDS[kind];
    this.tell(sign, [words, ...sentences].join(' '));
    return kind;
  }

  /** @param {string} url the address of the draft */
  #link(url) {
    const link = document.createElement('a');
    link.href = url;
    link.textContent = 'Answer';
    this.element.append(' ', link);
  }
}
