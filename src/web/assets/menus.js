// @ts-check

/**
 * What opens over the page (`<details>`) closes with Escape, which leads back to its button, and when something else is pointed at.
 * @param {HTMLElement} element
 */
export function start(element) {
  const open = () => element.querySelectorAll('details[open]');
  element.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    for (const each of open()) {
      each.removeAttribute('open');
      each.querySelector('summary')?.focus();
    }
  });
  document.addEventListener('pointerdown', ({ target }) => {
    for (const each of open()) if (target instanceof Node && !each.contains(target)) each.removeAttribute('open');
  });
}
