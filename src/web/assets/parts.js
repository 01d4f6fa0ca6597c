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

/**
 * Puts a part (`data-part`) of another page in the place of this page's. Pictures that both have are kept, so that nothing flickers,
 * and so is what was typed in fields that both have.
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
  for (const field of part.querySelectorAll('input[id]')) {
    const typed = here.querySelector(`#${CSS.escape(field.id)}`);
    if (field instanceof HTMLInputElement && typed instanceof HTMLInputElement) field.value = typed.value;
  }
  here.replaceWith(part);
}
