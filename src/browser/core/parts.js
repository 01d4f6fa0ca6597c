// @ts-check

/**
 * A page of this app, as it is now.
 * @param {string} url
 * @param {object} [options]
 * @param {AbortSignal} [options.signal]
 * @param {boolean} [options.withNotices] whether the notices are taken, that are shown once; else they wait for another page
 * @returns {Promise<Document | undefined>} undefined when it can't be had
 */
export async function fetchPage(url, { signal, withNotices = false } = {}) {
  try {
    const headers = { Accept: 'text/html', ...(!withNotices && { 'X-Keep-Notices': 'yes' }) };
    const answer = await fetch(url, { headers, ...(signal && { signal }) });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    return undefined;
  }
}

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * Does what changes something and shows it, when all that was begun before is done: else a page that was asked for before the change
 * would be shown after it.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function inTurn(work) {
  const done = last.then(work, work);
  last = done;
  return done;
}

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/** @param {ParentNode} part */
const fieldsOf = (part) =>
  /** @type {NodeListOf<Field>} */ (part.querySelectorAll('input:not([type="hidden"], [type="file"]), select'));

const FOCUSABLE = 'a[href], button, input, select, summary, [tabindex]';

/**
 * What both versions of a part know an element by: where it leads, or which form's which field or button it is.
 * @param {Element} element
 */
const keyOf = (element) =>
  JSON.stringify([
    element.localName,
    element.closest('form')?.getAttribute('action'),
    ...['id', 'name', 'href', 'formaction'].map((name) => element.getAttribute(name)),
  ]);

/**
 * What can have the focus, from where it is to the part's edge: should a field be gone, what it stood in may be there.
 * @param {Element} part
 */
function focusedIn(part) {
  const keys = [];
  for (let each = document.activeElement; each && part.contains(each); each = each.parentElement) {
    if (each.matches(FOCUSABLE)) keys.push(keyOf(each));
  }
  return keys;
}

/**
 * @param {Element} part
 * @param {readonly string[]} keys the first of which that is there gets the focus
 */
function focus(part, keys) {
  const all = new Map([...part.querySelectorAll(FOCUSABLE)].map((each) => [keyOf(each), each]));
  const found = keys.map((key) => all.get(key)).find((each) => each !== undefined);
  if (found instanceof HTMLElement || found instanceof SVGElement) found.focus({ preventScroll: true });
}

/**
 * @param {Field} field
 * @param {Field} before
 */
function keepTyped(field, before) {
  field.value = before.value;
  if (!(field instanceof HTMLInputElement && before instanceof HTMLInputElement)) return;
  field.checked = before.checked;
  const { selectionStart, selectionEnd, selectionDirection } = before;
  // Without it one would go on writing at the end. Only what takes text has a selection.
  if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none');
}

/**
 * Puts a part (`data-part`) of another page in the place of this page's. Pictures that both have are kept, so that nothing flickers,
 * and so are the focus and what was typed or ticked in fields that both have.
 * @param {Document} page
 * @param {string} name
 */
export function swapPart(page, name) {
  const here = document.querySelector(`[data-part="${name}"]`);
  const there = page.querySelector(`[data-part="${name}"]`);
  if (!here || !there) return;
  const part = document.adoptNode(there);
  for (const picture of part.querySelectorAll('img')) {
    const shown = here.querySelector(`img[src="${CSS.escape(picture.getAttribute('src') ?? '')}"]`);
    if (shown) picture.replaceWith(shown);
  }
  const used = new Map([...fieldsOf(here)].map((field) => [keyOf(field), field]));
  for (const field of fieldsOf(part)) {
    const before = used.get(keyOf(field));
    if (before) keepTyped(field, before);
  }
  const focused = focusedIn(here);
  here.replaceWith(part);
  focus(part, focused);
}
