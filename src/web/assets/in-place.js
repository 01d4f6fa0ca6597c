// @ts-check
import { fetchPage, swapPart } from './parts.js';
import { send } from './send.js';

/**
 * What a form's button sends, and where to: taken when it is pressed, as the form may be another one when its turn comes.
 * @param {SubmitEvent} event
 */
function sentBy({ target, submitter }) {
  const form = /** @type {HTMLFormElement} */ (target);
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
  const fields = [...new FormData(form, submitter)].map(([name, value]) => [name, String(value)]);
  return { form, action, fields: new URLSearchParams(fields) };
}

/**
 * @param {HTMLFormElement} form
 * @param {string} sentence nothing, when there is no fault
 */
function tellFault(form, sentence) {
  const id = `fault-${form.closest('[id]')?.id}`;
  document.getElementById(id)?.remove();
  const field = /** @type {HTMLInputElement | null} */ (form.querySelector('input:not([type="hidden"], [type="checkbox"])'));
  field?.toggleAttribute('aria-invalid', sentence !== '');
  if (sentence === '') return;
  const alert = document.createElement('div');
  Object.assign(alert, { id, className: 'alert alert-danger', dir: 'auto', textContent: sentence });
  alert.setAttribute('role', 'alert');
  form.prepend(alert);
  field?.setAttribute('aria-describedby', id);
  field?.focus();
}

/**
 * The forms in the parts of an element do their work while the page stays, with all that is typed elsewhere on it; without it each
 * loads the page anew. They are sent in the order in which they were pressed.
 * @param {HTMLElement} element has its page's address in `data-url`, and the parts of the page that such a form may change in `data-changes`
 */
export function start(element) {
  const { url = '', changes = '' } = element.dataset;
  /** @type {Set<string>} */
  const sending = new Set();
  let last = Promise.resolve();

  /** @param {ReturnType<typeof sentBy>} sent */
  async function post({ form, action, fields }) {
    const answer = await send(action, fields);
    // It may have been swapped by the one before.
    const shown = form.isConnected
      ? form
      : /** @type {HTMLFormElement | null} */ (element.querySelector(`form[action="${CSS.escape(form.getAttribute('action') ?? '')}"]`));
    if (!answer.ok || !answer.location) {
      if (shown) tellFault(shown, answer.message ?? 'Something went wrong; please try again.');
      return;
    }
    const place = shown?.closest('[id][tabindex]')?.id;
    const page = new URL(answer.location, location.href).pathname === url ? await fetchPage(answer.location) : undefined;
    if (!page) return location.assign(answer.location);
    for (const name of changes.split(' ')) swapPart(page, name);
    history.replaceState(history.state, '', answer.location);
    // Wherever the focus has gone meanwhile, it stays.
    if (place && document.activeElement === document.body) document.getElementById(place)?.focus();
  }

  element.addEventListener('submit', (event) => {
    const sent = sentBy(event);
    if (sent.form.method !== 'post' || !sent.form.closest('[data-part]')) return;
    event.preventDefault();
    if (sending.has(sent.action)) return;
    sending.add(sent.action);
    last = last.then(() => post(sent)).finally(() => sending.delete(sent.action));
  });
}
