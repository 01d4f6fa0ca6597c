// @ts-check

/** How long the button says that the text was copied, in milliseconds. */
const TOLD_MS = 2000;

/**
 * Has a button copy a text. Without this script, people select it.
 * @param {HTMLElement} element has the text and the button
 */
export function start(element) {
  const text = element.querySelector('[data-copying="text"]')?.textContent ?? '';
  const button = /** @type {HTMLButtonElement} */ (element.querySelector('[data-copying="button"]'));
  const label = button.innerHTML;
  button.hidden = !navigator.clipboard; // browsers have it for https and localhost only
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.innerHTML = label;
    }, TOLD_MS);
  });
}
