// @ts-check
import { send } from '../core/send.js';

/**
 * Uploads a zip and shows the progress. Without this script, the form does the upload and the browser shows its own progress.
 * @param {HTMLElement} element
 */
export function start(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (form.querySelector(`[data-zip-upload="${name}"]`));
  const file = /** @type {HTMLInputElement} */ (form.elements.namedItem('file'));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type="submit"]'));
  const bar = /** @type {HTMLProgressElement} */ (part('bar'));
  /** @type {AbortController | undefined} */
  let sending;

  /** @param {boolean} isBusy */
  function setBusy(isBusy) {
    part('progress').hidden = !isBusy;
    part('cancel').hidden = !isBusy;
    button.disabled = isBusy;
  }

  /** @param {string} sentence empty when there is no fault */
  function tellFault(sentence) {
    form.querySelector('#fault-import')?.remove();
    part('fault').textContent = sentence;
    part('fault').hidden = sentence === '';
    if (sentence) file.setAttribute('aria-invalid', 'true');
    else file.removeAttribute('aria-invalid');
  }

  /** @param {number} share 0 to 1 */
  function tellProgress(share) {
    bar.value = share;
    const tenths = Math.floor(share * 10);
    // A screen reader reads each change aloud, so the text only changes every 10%.
    if (share < 1) part('told').textContent = `Uploading: ${tenths * 10}%`;
    else part('told').textContent = 'Reading the zip…';
  }

  async function upload() {
    sending = new AbortController();
    tellFault('');
    tellProgress(0);
    setBusy(true);
    const answer = await send(form.action, new FormData(form), { signal: sending.signal, onProgress: tellProgress });
    sending = undefined;
    if (answer.ok && answer.location) return location.assign(answer.location);
    setBusy(false);
    if (answer.id !== 'cancelled') tellFault(answer.message ?? 'Something went wrong. Please try again.');
    file.focus();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!sending) void upload();
  });
  part('cancel').addEventListener('click', () => sending?.abort());
  // When people come back to the page, the browser may show it as they left it.
  addEventListener('pageshow', () => setBusy(sending !== undefined));
}
