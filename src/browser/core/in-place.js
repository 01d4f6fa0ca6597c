// @ts-check
import { fetchPage, inTurn, swapPart } from './parts.js';
import { send } from './send.js';

const WENT_WRONG = 'Something went wrong. Please try again.';

/**
 * Collects what a form's button sends and where to. It is taken when the button is pressed, as the form may have been replaced when it is sent.
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
  const id = `fault-${form.closest('[id]:not(form)')?.id}`;
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
  // The focus stays where people have started to write in the meantime.
  const { activeElement } = document;
  if (activeElement === document.body || form.contains(activeElement)) field?.focus();
}

/**
 * Makes the browser ask before people leave the page, as forms that haven't been sent would be lost.
 * @param {Event} event
 */
const warn = (event) => event.preventDefault();

/**
 * Sends the forms in an element without loading the page anew, so that texts typed elsewhere on it stay. They are sent in the order in
 * which they were submitted. When an answer is shown, it says so by an event, `in-place`, with the form that was sent. Without this script,
 * each form loads the page anew.
 * @param {HTMLElement} element has the address of its page in `data-url`, and in `data-changes` the parts of the page that its forms may change
 */
export function start(element) {
  const { url = '', changes = '' } = element.dataset;
  /** @type {Set<string>} */
  const sending = new Set();

  /**
   * Finds a form's current version: the answer to the form before may have replaced it.
   * @param {HTMLFormElement} form
   */
  function formNow(form) {
    if (form.isConnected) return form;
    return /** @type {HTMLFormElement | null} */ (
      element.querySelector(`form[action="${CSS.escape(form.getAttribute('action') ?? '')}"]`)
    );
  }

  /** @param {string} location where an answer redirects to */
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
    element.dispatchEvent(new CustomEvent('in-place', { bubbles: true, detail: { form } }));
    // If people have moved the focus in the meantime, it stays there.
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
