// @ts-check
import { make } from './elements.js';

/** Says over the page what a drop will do, while something is dragged over it. It is for the eye: nobody drags by screen reader. */
export class DragHint {
  #hint = make('p', { className: 'drag-hint', 'aria-hidden': 'true', hidden: true });
  /** @type {Element | null} */
  #zone = null;

  constructor() {
    document.body.append(this.#hint);
  }

  /**
   * @param {string} sentence
   * @param {Element | null} zone the part of the page that takes the drop; null for the whole page
   */
  show(sentence, zone) {
    this.#hint.hidden = false;
    this.#hint.textContent = sentence;
    document.body.classList.toggle('is-drop-target', zone === null);
    if (zone === this.#zone) return;
    this.#zone?.classList.remove('is-over');
    zone?.classList.add('is-over');
    this.#zone = zone;
  }

  hide() {
    this.#hint.hidden = true;
    this.#zone?.classList.remove('is-over');
    this.#zone = null;
    document.body.classList.remove('is-drop-target');
  }
}
