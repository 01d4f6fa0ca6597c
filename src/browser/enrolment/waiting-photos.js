// @ts-check
import { counted } from '../core/elements.js';

/** Photos that wait in a form until they have a name: they are in its file field, as if they had been chosen there. */
export class WaitingPhotos {
  /**
   * @param {object} form
   * @param {HTMLInputElement} form.name
   * @param {HTMLInputElement} form.photos
   * @param {HTMLElement} form.question asks whose photos wait
   * @param {HTMLElement} form.told
   */
  constructor({ name, photos, question, told }) {
    this.name = name;
    this.photos = photos;
    this.question = question;
    this.told = told;
    photos.addEventListener('change', () => this.#hide());
  }

  /** Adds photos to those that wait. @param {readonly File[]} files */
  put(files) {
    const all = new DataTransfer();
    for (const file of [...(this.photos.files ?? []), ...files]) all.items.add(file);
    this.photos.files = all.files;
  }

  /** Asks whose they are. */
  ask() {
    const count = this.photos.files?.length ?? 0;
    this.told.textContent = `${counted(count, 'photo')} chosen. Whose ${count === 1 ? 'is it' : 'are they'}?`;
    this.question.hidden = false;
    // Folded forms (details) are opened, so that the question is seen.
    for (
      let around = this.question.closest('details');
      around;
      around = around.parentElement?.closest('details') ?? null
    )
      around.open = true;
    this.name.focus();
    this.name.scrollIntoView({ block: 'nearest' });
  }

  /** @returns {File[]} the photos, which no longer wait */
  takeAll() {
    const files = [...(this.photos.files ?? [])];
    this.photos.value = '';
    this.#hide();
    return files;
  }

  #hide() {
    this.question.hidden = true;
  }
}
