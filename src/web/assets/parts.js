// @ts-check

/**
 * A page of this app, as it is now.
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Document | undefined>} undefined when it can't be had
 */
export async function fetchPage(url, signal) {
  try {
    const answer = await fetch(url, { headers: { Accept: 'text/html' }, ...(signal && { signal }) });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    return undefined;
  }
}

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/** @param {ParentNode} part */
const fieldsOf = (part) => /** @type {NodeListOf<Field>} */ (part.querySelectorAll('input:not([type="hidden"], [type="file"]), select'));

/**
 * Which form's which field: both versions of a part have it under this key.
 * @param {Field} field
 */
const keyOf = (field) => `${field.form?.getAttribute('action')} ${field.name}`;

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
  const focused = [...used].find(([, field]) => field === document.activeElement)?.[0];
  for (const field of fieldsOf(part)) {
    const before = used.get(keyOf(field));
    if (!before) continue;
    field.value = before.value;
    if (field instanceof HTMLInputElement && before instanceof HTMLInputElement) field.checked = before.checked;
  }
  here.replaceWith(part);
  for (const field of fieldsOf(part)) if (keyOf(field) === focused) field.focus();
}
