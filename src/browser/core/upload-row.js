// @ts-check
import { make } from './elements.js';

/** The sides of a row's small picture, in pixels of the screen. */
const SIDE = 80;

/** A row that shows the progress and the outcome of one file. */
export class UploadRow {
  sign = make('span', { 'aria-hidden': 'true' });
  words = make('span', { dir: 'auto' });

  /**
   * @param {HTMLElement} list
   * @param {File} file
   * @param {string} label
   */
  constructor(list, file, label) {
    this.file = file;
    this.element = make('li', {}, this.sign, ' ', make('bdi', {}, label), ': ', this.words);
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

  /**
   * Removes the file's name from the start of a sentence, as the row shows it already.
   * @param {string} sentence
   */
  withoutName(sentence) {
    return sentence.startsWith(`${this.file.name}: `) ? sentence.slice(this.file.name.length + 2) : sentence;
  }

  /**
   * @param {string} url
   * @param {string} text
   */
  link(url, text) {
    this.element.append(' ', make('a', { href: url }, text));
  }

  /** Shows the photo itself, small, if the browser can read it. It is drawn, as the page's policy allows no blob: addresses. */
  async showPicture() {
    try {
      const picture = await createImageBitmap(this.file, { resizeHeight: SIDE });
      const canvas = make('canvas', { className: 'upload-picture', width: picture.width, height: picture.height });
      canvas.setAttribute('aria-hidden', 'true');
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
      picture.close();
      this.element.prepend(canvas, ' ');
    } catch {
      // The file's name has to do.
    }
  }
}
