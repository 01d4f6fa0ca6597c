// @ts-check

import { make } from '../core/elements.js';
import { link } from '../core/links.js';
import { placeOnTop } from '../core/notices.js';
import { send } from '../core/send.js';

/** @type {AbortController | undefined} */
let sending;

/**
 * Makes the browser ask before people leave the page, as the upload would end.
 * @param {Event} event
 */
const warn = (event) => event.preventDefault();

/**
 * Uploads a zip that was dropped anywhere, and goes on to the page of its import.
 * @param {File} zip
 */
export async function importAnywhere(zip) {
  sending?.abort();
  const controller = new AbortController();
  sending = controller;
  const place = placeOnTop(`Importing ${zip.name}`);
  const told = make('p', { className: 'mb-1', role: 'status' });
  const bar = make('progress', { className: 'bar w-100', max: 1, value: 0, 'aria-label': 'Upload progress' });
  const cancel = make('button', { className: 'btn btn-outline-secondary btn-sm', type: 'button' }, 'Cancel');
  cancel.addEventListener('click', () => controller.abort());
  place.append(told, bar, cancel);
  told.textContent = 'Uploading: 0%';
  place.scrollIntoView({ block: 'nearest' });
  const form = new FormData();
  form.set('file', zip);
  addEventListener('beforeunload', warn);
  const answer = await send(link('/account/imports'), form, {
    signal: controller.signal,
    onProgress(share) {
      bar.value = share;
      // A screen reader reads each change aloud, so the text only changes every 10%.
      const words = share < 1 ? `Uploading: ${Math.floor(share * 10) * 10}%` : 'Reading the zip…';
      if (told.textContent !== words) told.textContent = words;
    },
  });
  removeEventListener('beforeunload', warn);
  if (answer.ok && answer.location) return location.assign(answer.location);
  bar.hidden = true;
  cancel.hidden = true;
  told.setAttribute('role', 'alert');
  told.textContent = answer.message ?? 'Something went wrong. Please try again.';
}
