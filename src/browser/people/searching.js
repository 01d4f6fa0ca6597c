// @ts-check
import { link } from '../core/links.js';
import { fetchPage, inTurn, swapPart } from '../core/parts.js';

/** How long to wait after the last key before asking the server, as people type several letters at once. */
const PAUSE_MS = 300;

/**
 * The address of what a form asks for, without fields that have their first value or none.
 * @param {HTMLFormElement} form
 */
function addressOf(form) {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  const first = form.querySelector('select')?.options[0]?.value;
  const query = new URLSearchParams(fields.filter(([, value]) => value !== '' && value !== first));
  return query.size > 0 ? link(`/?${query}`) : link('/');
}

/**
 * Shows the people that a search finds while it is typed, and in another order as soon as one is chosen. Without this script, the form's button
 * does it.
 * @param {HTMLElement} element has the people and their search form (`data-part="people"`)
 */
export function start(element) {
  const told = /** @type {HTMLElement} */ (element.querySelector('[data-searching="told"]'));
  /** @type {number | undefined} */
  let pause;
  let asking = new AbortController();
  let shown = addressOf(
    /** @type {HTMLFormElement} */ (element.querySelector('form') ?? document.createElement('form')),
  );

  /** @param {HTMLFormElement} form */
  function search(form) {
    clearTimeout(pause);
    const address = addressOf(form);
    if (address === shown) return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    void inTurn(() => show(address, signal));
  }

  /**
   * @param {string} address
   * @param {AbortSignal} signal aborted when something else is looked for
   */
  async function show(address, signal) {
    if (signal.aborted) return;
    const page = await fetchPage(address, { signal });
    if (signal.aborted) return;
    if (!page) return location.assign(address);
    shown = address;
    swapPart(page, 'people');
    history.replaceState(history.state, '', address);
    const count = element.querySelectorAll('.person-card').length;
    told.textContent = count === 0 ? 'No matches' : `${count} ${count === 1 ? 'person' : 'people'} shown`;
  }

  /** @param {Event} event */
  const formOf = ({ target }) =>
    target instanceof Element ? /** @type {HTMLFormElement | null} */ (target.closest('form[role="search"]')) : null;

  // The form is replaced with the people, so what encloses both listens.
  element.addEventListener('input', (event) => {
    const form = formOf(event);
    if (!form || (event instanceof InputEvent && event.isComposing)) return;
    clearTimeout(pause);
    pause = setTimeout(() => search(form.isConnected ? form : (element.querySelector('form') ?? form)), PAUSE_MS);
  });
  element.addEventListener('compositionend', (event) => {
    const form = formOf(event);
    if (form) pause = setTimeout(() => search(form), PAUSE_MS);
  });
  element.addEventListener('change', (event) => {
    const form = formOf(event);
    if (form && event.target instanceof HTMLSelectElement) search(form);
  });
  element.addEventListener('submit', (event) => {
    const form = formOf(event);
    if (!form) return;
    event.preventDefault();
    search(form);
  });
}
