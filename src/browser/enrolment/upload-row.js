// @ts-check

/** @typedef {import('../core/send.js').Answer} Answer */

/** A sign and words for what became of a photo. */
const KINDS = {
  added: ['✓', 'Added.'],
  draft: ['?', 'Waits for your answer.'],
  refused: ['✕', 'Not added.'],
  known: ['✓', 'Already there.'],
};

/**
 * The row has the file's name already.
 * @param {string} sentence
 * @param {string} name
 */
const withoutName = (sentence, name) => (sentence.startsWith(`${name}: `) ? sentence.slice(name.length + 2) : sentence);

/** The line of a list that says how one photo fares. */
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
    this.tell('…', 'waiting');
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
    this.tell('…', share < 1 ? `${Math.round(share * 100)} %` : 'looking for the face …');
  }

  /** @param {Answer} answer that is the last word on the photo */
  tellAnswer({ ok, id, message = KINDS.refused[1], body }) {
    if (id === 'photo_known') return this.tell(KINDS.known[0], KINDS.known[1]);
    if (!ok) return this.tell(KINDS.refused[0], withoutName(message, this.file.name));
    const { outcomes } =
      /** @type {{ outcomes: Array<{ kind: keyof typeof KINDS, sentences: string[], url: string | null }> }} */ (body);
    const [{ kind, sentences, url }] = outcomes;
    const [sign, words] = KINDS[kind];
    this.tell(sign, [words, ...sentences].join(' '));
    if (kind === 'draft' && url) this.#link(url);
  }

  /** @param {string} url where to answer */
  #link(url) {
    const link = document.createElement('a');
    link.href = url;
    link.textContent = 'Answer';
    this.element.append(' ', link);
  }
}
