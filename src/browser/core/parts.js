// @ts-check

/**
 * Fetches a page of this app.
 * @param {string} url
 * @param {object} [options]
 * @param {AbortSignal} [options.signal]
 * @param {boolean} [options.withNotices] whether the page includes the notices, which are shown once; otherwise they wait for another page
 * @returns {Promise<Document | undefined>} undefined when it can't be fetched
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
 * Runs tasks that change something and show it one after another. Otherwise a page fetched before a change could be shown after it.
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
 * A key that an element has in both versions of a part: by its address, or by its form and its name there.
 * @param {Element} element
 */
const keyOf = (element) =>
  JSON.stringify([
    element.localName,
    element.closest('form')?.getAttribute('action'),
    ...['id', 'name', 'href', 'formaction'].map((name) => element.getAttribute(name)),
  ]);

/**
 * The keys of the focused element and of its focusable ancestors in a part. If the element is gone in the new version, an ancestor may be there.
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
 * @param {readonly string[]} keys the first one found in the part gets the focus
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
  // Otherwise the cursor would jump to the end. Only text fields have a selection.
  if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none');
}

/**
 * Replaces a part of this page (`data-part`) with that of another page. Pictures that both have are kept, so that nothing flickers, as
 * are the focus, what was typed or ticked in fields that both have, and what is open.
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
  for (const { id } of here.querySelectorAll('details[id][open]'))
    part.querySelector(`details[id="${CSS.escape(id)}"]`)?.setAttribute('open', '');
  const focused = focusedIn(here);
  here.replaceWith(part);
  focus(part, focused);
}
