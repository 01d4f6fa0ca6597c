// @ts-check
import { takeChosen } from '../core/chosen-files.js';
import { send } from '../core/send.js';

/** The text shown for each stage. */
const STAGES = {
  waiting: 'Waiting in line…',
  decoding: 'Reading the photo…',
  detecting: 'Looking for faces…',
  describing: 'Comparing faces…',
};

/**
 * Sends the photo and shows the progress, from the upload to the result. Without this script, the form does the same in one step. The
 * photo may be dropped here, pasted anywhere on the page, or taken by a phone's camera.
 * @param {HTMLElement} element
 */
export function start(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (form.querySelector(`[data-recognizing="${name}"]`));
  const photo = /** @type {HTMLInputElement} */ (form.elements.namedItem('file'));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type="submit"]'));
  const bar = /** @type {HTMLProgressElement} */ (part('bar'));
  /** @type {AbortController | undefined} */
  let sending;

  /** @param {string} text */
  const tell = (text) => {
    part('stage').textContent = text;
  };

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

  async function recognize() {
    if (sending || !form.reportValidity()) return;
    sending = new AbortController();
    tellFault('');
    bar.value = 0;
    tell('Uploading…');
    setBusy(true);
    const answer = await send(form.action, new FormData(form), {
      signal: sending.signal,
      onProgress(share) {
        bar.value = share;
        tell(share < 1 ? `Uploading: ${Math.round(share * 100)}%` : STAGES.waiting);
      },
      onLine({ stage }) {
        bar.removeAttribute('value');
        if (typeof stage === 'string' && stage in STAGES) tell(STAGES[/** @type {keyof typeof STAGES} */ (stage)]);
      },
    });
    sending = undefined;
    if (answer.ok && answer.location) return location.assign(answer.location);
    setBusy(false);
    if (answer.id !== 'cancelled') tellFault(answer.message ?? 'Something went wrong. Please try again.');
  }

  /** @param {FileList | File[] | undefined} files */
  function take(files) {
    if (!files?.length || sending) return;
    const chosen = new DataTransfer();
    chosen.items.add(files[0]);
    photo.files = chosen.files;
    void recognize();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void recognize();
  });
  part('cancel').addEventListener('click', () => sending?.abort());
  takeChosen(/** @type {HTMLInputElement} */ (part('camera').querySelector('input')), take);
  // When people come back to the page, the browser may show it as they left it.
  addEventListener('pageshow', () => setBusy(sending !== undefined));
  addEventListener('paste', ({ clipboardData }) => take(clipboardData?.files));
  takeDrops(form, take);
}

/**
 * @param {HTMLElement} zone
 * @param {(files: FileList | undefined) => void} take
 */
function takeDrops(zone, take) {
  const show = (/** @type {boolean} */ isOver) => zone.classList.toggle('is-over', isOver);
  zone.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    show(true);
  });
  zone.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && zone.contains(relatedTarget))) show(false);
  });
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    show(false);
    take(event.dataTransfer?.files);
  });
}
