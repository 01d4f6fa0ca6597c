// @ts-check

/**
 * Closes what opens over the page (`<details>`) when people press outside it, or Escape. Escape closes the innermost first and moves
 * the focus back to its button.
 * @param {HTMLElement} element
 */
export function start(element) {
  const open = () => element.querySelectorAll('details[open]');
  element.addEventListener('keydown', ({ key, target }) => {
    const within = target instanceof Element ? target.closest('details[open]') : null;
    const closed = within ?? [...open()].at(-1);
    if (key !== 'Escape' || !closed) return;
    closed.removeAttribute('open');
    closed.querySelector('summary')?.focus();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    for (const each of open()) if (target instanceof Node && !each.contains(target)) each.removeAttribute('open');
  });
}
