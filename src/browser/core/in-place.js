// @ts-check
import { fetchPage, inTurn, swapPart } from './parts.js';
import { send } from './send.js';

const WENT_WRONG = 'Something went wrong. Please try again.';

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
 * @param {string} sentence
 */
function tellFault(form, sentence) {
  const id = `fault-${form.closest('[id]')?.id}`;
  document.getElementById(id)?.remove();
  const alert = document.createElement('div');
  Object.assign(alert, { id, className: 'alert alert-danger', dir: 'auto', textContent: sentence });
  alert.setAttribute('role', 'alert');
  form.prepend(alert);
  const field = /** @type {HTMLInputElement | null} */ (
    form.querySelector('input:not([type="hidden"], [type="checkbox"])')
  );
  field?.setAttribute('aria-invalid', 'true');
  field?.setAttribute('aria-describedby', id);
  // Who is writing somewhere else by now goes on there.
  const { activeElement } = document;
  if (activeElement === document.body || form.contains(activeElement)) field?.focus();
}

/**
 * Whoever leaves in the middle is asked: what waits for its turn would be lost.
 * @param {Event} event
 */
const warn = (event) => event.preventDefault();

/**
 * The forms in an element do their work while the page stays, with all that is typed elsewhere on it; without it each loads the page
 * anew. They are sent in the order in which they were pressed.
 * @param {HTMLElement} element has its page's address in `data-url`, and the parts of the page that such a form may change in `data-changes`
 */
export function start(element) {
  const { url = '', changes = '' } = element.dataset;
  /** @type {Set<string>} */
  const sending = new Set();

  /**
   * Each form is another one when the one before has been sent.
   * @param {HTMLFormElement} form
   */
  function formNow(form) {
    if (form.isConnected) return form;
    return /** @type {HTMLFormElement | null} */ (
      element.querySelector(`form[action="${CSS.escape(form.getAttribute('action') ?? '')}"]`)
    );
  }

  /** @param {string} location where an answer leads to */
  async function show(location) {
    const address = window.location.pathname === url ? window.location.href : url;
    const isHere = new URL(location, window.location.href).pathname === url;
    const page = isHere ? await fetchPage(address, { withNotices: true }) : undefined;
    if (!page) {
      window.removeEventListener('beforeunload', warn);
      return window.location.assign(location);
    }
    for (const name of changes.split(' ')) swapPart(page, name);
    if (address === url) history.replaceState(history.state, '', url);
  }

  /** @param {ReturnType<typeof sentBy>} sent */
  async function post({ form, action, fields }) {
    const answer = await send(action, fields);
    const shown = formNow(form);
    shown?.removeAttribute('aria-busy');
    if (!answer.ok || !answer.location) {
      if (shown) tellFault(shown, answer.message ?? WENT_WRONG);
      return;
    }
    const place = shown?.closest('[id][tabindex]')?.id;
    await show(answer.location);
    // Wherever the focus has gone meanwhile, it stays.
    if (place && document.activeElement === document.body) document.getElementById(place)?.focus();
  }

  element.addEventListener('submit', (event) => {
    const sent = sentBy(event);
    if (sent.form.method !== 'post') return;
    event.preventDefault();
    const what = `${sent.action}?${sent.fields}`;
    if (sending.has(what)) return;
    sending.add(what);
    if (sending.size > 1) window.addEventListener('beforeunload', warn);
    sent.form.setAttribute('aria-busy', 'true');
    void inTurn(() => post(sent)).finally(() => {
      sending.delete(what);
      if (sending.size <= 1) window.removeEventListener('beforeunload', warn);
    });
  });
}
