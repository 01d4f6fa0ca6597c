// @ts-check
import { counted, make } from '../core/elements.js';
import { keyOf } from '../paths/plan-people.js';

/** @typedef {import('../core/dropped-files.js').FoundFile} FoundFile */

let rows = 0;

/** A person of a preview: whose photos some files are, and whether they are added. */
export class PreviewRow {
  #box = make('input', { type: 'checkbox', className: 'form-check-input' });
  #name = make('input', {
    className: 'form-control form-control-sm',
    maxLength: 100,
    autocomplete: 'off',
    dir: 'auto',
    list: 'known-names',
    placeholder: 'Whose photos are these?',
  });
  #told = make('span', { className: 'small text-body-secondary' });

  /**
   * @param {object} row
   * @param {string} row.name empty when nobody's name was found
   * @param {readonly FoundFile[]} row.files
   * @param {boolean} row.isIn whether they are added unless people say otherwise
   * @param {ReadonlyMap<string, string>} row.known everyone's name by its key
   */
  constructor({ name, files, isIn, known }) {
    this.files = files;
    const id = `preview-row-${++rows}`;
    const where = files[0]?.path.replace(/[^/]*$/, '').replace(/\/$/, '') ?? '';
    this.#name.value = name;
    this.#box.checked = isIn && name !== '';
    this.#box.id = id;
    const tell = () => {
      this.#told.textContent = `${counted(files.length, 'photo')}${this.#whose(known)}`;
    };
    this.#name.setAttribute('aria-label', `Name for ${counted(files.length, 'photo')} in ${where || 'no folder'}`);
    this.element = make(
      'li',
      { className: 'preview-row' },
      this.#box,
      make('label', { className: 'visually-hidden', for: id }, `Add ${where || name}`),
      this.#name,
      this.#told,
      make('bdi', { className: 'preview-path small text-body-secondary' }, where),
    );
    this.#name.addEventListener('input', () => {
      this.#box.checked = this.name !== '';
    });
    this.#box.addEventListener('input', () => {
      if (this.#box.checked && this.name === '') this.#name.focus();
    });
    this.element.addEventListener('input', tell);
    tell();
  }

  /** The field for the name. */
  get field() {
    return this.#name;
  }

  get name() {
    return this.#name.value.trim();
  }

  /** Whether the photos are to be added. */
  get isIn() {
    return this.#box.checked && this.name !== '';
  }

  /** @param {ReadonlyMap<string, string>} known */
  #whose(known) {
    if (this.name === '') return ', left out until you enter a name';
    const same = known.get(keyOf(this.name));
    return same === undefined ? ', new' : `, added to ${same}’s`;
  }
}
