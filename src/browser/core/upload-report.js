// @ts-check
import { make } from './elements.js';

let reports = 0;

/** Shows how far an upload of several files is: a summary, a bar, and a list with a row for each file. */
export class UploadReport {
  summary = make('p', { className: 'mb-1', role: 'status' });
  /** What keeps the upload from going on. */
  hindrance = make('p', { className: 'small mb-1', role: 'status', hidden: true });
  progress = make('progress', { className: 'bar w-100', max: 1, value: 0, 'aria-label': 'Upload progress' });
  list = make('ul', { className: 'upload-files small mb-2', tabIndex: 0 });
  again = make('button', { className: 'btn btn-outline-primary btn-sm', type: 'button', hidden: true }, 'Try again');
  cancel = make('button', { className: 'btn btn-link btn-sm', type: 'button', hidden: true }, 'Cancel');

  /**
   * @param {HTMLElement} place gets the report, and is shown with the first file
   * @param {string} label what the list shows
   */
  constructor(place, label) {
    this.place = place;
    this.list.setAttribute('aria-label', label);
    this.list.id = `uploads-${++reports}`;
    const buttons = make('div', { className: 'd-flex flex-wrap gap-2' }, this.again, this.cancel);
    place.append(this.summary, this.hindrance, this.progress, this.list, buttons);
  }

  /** @param {string} sentence empty when nothing hinders it */
  tellHindrance(sentence) {
    this.hindrance.hidden = sentence === '';
    this.hindrance.textContent = sentence;
  }

  /**
   * @param {string} summary
   * @param {number} share of the files that are done, 0 to 1
   */
  tell(summary, share) {
    this.place.hidden = false;
    if (this.summary.textContent !== summary) this.summary.textContent = summary;
    this.progress.value = share;
  }
}
