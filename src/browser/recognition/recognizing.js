// @ts-check
import { takeFromCamera } from '../core/camera.js';
import { sortFiles } from '../core/dropped-files.js';
import { takeDrops } from '../core/drops.js';
import { Later } from '../core/later.js';

/**
 * Sends photos and shows the progress: one photo leads to its result, several get a row each. Without this script, the form does the
 * same in one step. Photos may be dropped here, pasted anywhere on the page, or taken by a camera.
 * @param {HTMLElement} element
 */
export function start(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (form.querySelector(`[data-recognizing="${name}"]`));
  const photo = /** @type {HTMLInputElement} */ (form.elements.namedItem('file'));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type="submit"]'));
  const bar = /** @type {HTMLProgressElement} */ (part('bar'));
  /** @param {string} text */
  const tell = (text) => {
    part('stage').textContent = text;
  };
  const uploads = new Later(async () => {
    const [{ UploadSender }, { jobsFor, RECOGNIZING, recognizingQueue }] = await Promise.all([
      import('../core/upload-sender.js'),
      import('./recognizing-queue.js'),
    ]);
    const sender = new UploadSender(RECOGNIZING, (sentence) => sentence && tell(sentence));
    part('cancel').addEventListener('click', () => sender.cancel());
    addEventListener('offline', () => isSending && sender.lookOut());
    return { sender, queue: recognizingQueue(part('report')), jobsFor };
  });
  let isSending = false;

  /** @param {boolean} isBusy */
  function setBusy(isBusy) {
    part('progress').hidden = !isBusy;
    button.disabled = isBusy;
    form.setAttribute('aria-busy', String(isBusy));
  }

  /** @param {string} sentence empty when there is no fault */
  function tellFault(sentence) {
    form.querySelector('#fault-recognize')?.remove();
    part('fault').hidden = sentence === '';
    part('fault').textContent = sentence;
    if (sentence) photo.setAttribute('aria-invalid', 'true');
    else photo.removeAttribute('aria-invalid');
  }

  /**
   * @param {File} file
   * @param {import('../core/upload-sender.js').UploadSender} sender
   */
  async function recognize(file, sender) {
    isSending = true;
    tellFault('');
    setBusy(true);
    const { file: _photo, ...fields } = Object.fromEntries(new FormData(form));
    const row = {
      tell: (/** @type {string} */ _sign, /** @type {string} */ words) => tell(words),
      /** @param {number | undefined} share */
      tellShare(share) {
        if (share === undefined) bar.removeAttribute('value');
        else bar.value = share;
      },
    };
    sender.begin();
    const answer = await sender.send({ file, fields: /** @type {Record<string, string>} */ (fields), row });
    isSending = false;
    if (answer?.ok && answer.location) return location.assign(answer.location);
    setBusy(false);
    if (answer) tellFault(answer.message ?? 'Something went wrong. Please try again.');
  }

  /** @param {readonly File[]} files */
  async function recognizeAll(files) {
    const [first, ...others] = files;
    if (!first) return;
    setBusy(true); // nobody presses twice while it loads
    const loaded = await uploads.get();
    setBusy(isSending);
    if (!loaded) return;
    const { sender, queue, jobsFor } = loaded;
    if (others.length === 0 && !isSending && !queue.isRunning) return void recognize(first, sender);
    tellFault('');
    photo.value = '';
    void queue.add(jobsFor(files));
  }

  /** Takes photos that weren't chosen in the form's field, which shows a single one as if it were. @param {readonly File[]} files */
  function take(files) {
    const [only, ...others] = files;
    if (!only) return;
    if (others.length === 0 && !isSending) {
      const chosen = new DataTransfer();
      chosen.items.add(only);
      photo.files = chosen.files;
    }
    void recognizeAll(files);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void recognizeAll([...(photo.files ?? [])]);
  });
  takeFromCamera(/** @type {HTMLInputElement} */ (part('camera').querySelector('input')), take);
  // When people come back to the page, the browser may show it as they left it.
  addEventListener('pageshow', () => setBusy(isSending));
  addEventListener('paste', ({ clipboardData, target }) => {
    // Office programs copy a picture of what they copy as text.
    if (target instanceof HTMLInputElement && clipboardData?.types.includes('text/plain')) return;
    const files = [...(clipboardData?.files ?? [])];
    take(sortFiles(files.map((file) => ({ file, path: file.name }))).photos);
  });
  const invite = () => 'Drop to see who’s in the photos';
  takeDrops({ zone: form, invite, takesFolders: true, take });
  document.addEventListener('recognize-photos', (event) => {
    if (event instanceof CustomEvent) take(event.detail);
  });
  return uploads.tried;
}
