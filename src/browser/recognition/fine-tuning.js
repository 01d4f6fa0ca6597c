// @ts-check
import { fetchPage, inTurn, swapPart } from '../core/parts.js';

/** How long to wait after the slider's last move before asking the server, as a slider moves by many steps at once. */
const PAUSE_MS = 120;
const PARTS = ['boxes', 'who', 'tuned'];

/**
 * Updates the names when the slider has moved. Without this script, the slider's form does it.
 * @param {HTMLElement} element
 */
export function start(element) {
  const form = /** @type {HTMLFormElement} */ (element.querySelector('form[method="get"]'));
  const slider = /** @type {HTMLInputElement} */ (form.elements.namedItem('sure'));
  const status = /** @type {HTMLElement} */ (element.querySelector('[role="status"]'));
  /** @type {number | undefined} */
  let pause;
  let asking = new AbortController();

  function relabel() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    return inTurn(() => relabelUnless(signal));
  }

  /** @param {AbortSignal} signal */
  async function relabelUnless(signal) {
    if (signal.aborted) return;
    const url = `${form.getAttribute('action')}?sure=${slider.value}`;
    const page = await fetchPage(url, { signal });
    if (signal.aborted) return;
    if (!page) {
      status.textContent = 'The names couldn’t be updated. Please try again.';
      return;
    }
    for (const name of PARTS) swapPart(page, name);
    history.replaceState(history.state, '', url);
    status.textContent = '';
  }

  for (const button of form.querySelectorAll('button')) button.hidden = true;
  slider.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(relabel, PAUSE_MS);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void relabel();
  });
}
