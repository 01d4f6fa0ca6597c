// @ts-check

const OPEN = 'details[data-menu][open]';

/** @param {Element} menu */
function close(menu) {
  menu.removeAttribute('open');
  menu.querySelector('summary')?.focus();
}

/**
 * Puts the cursor into the field that a menu is for, and selects what is in it.
 * @param {Element} menu
 */
function startTyping(menu) {
  const field = menu.querySelector('[data-menu-field]');
  if (!(field instanceof HTMLInputElement) || menu.contains(document.querySelector('[autofocus]'))) return;
  field.focus();
  field.select();
}

/**
 * Closes what opens on a page (`<details data-menu>`) when people press Escape, Cancel (`data-menu-close`) or outside it, or open another
 * one. Escape closes the innermost first and moves the focus back to its button. Without this script, the button itself closes it, and Cancel
 * loads the page anew. It watches the whole page, as parts of it are replaced.
 */
export function watchMenus() {
  const open = () => document.querySelectorAll(OPEN);
  document.addEventListener('keydown', ({ key, target }) => {
    const within = target instanceof Element ? target.closest(OPEN) : null;
    const menu = within ?? [...open()].at(-1);
    if (key === 'Escape' && menu) close(menu);
  });
  document.addEventListener('click', (event) => {
    const cancel = event.target instanceof Element ? event.target.closest('[data-menu-close]') : null;
    const menu = cancel?.closest(OPEN);
    if (!menu) return;
    event.preventDefault();
    close(menu);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    for (const each of open()) if (target instanceof Node && !each.contains(target)) each.removeAttribute('open');
  });
  // The event doesn't bubble.
  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (!(target instanceof Element && target.matches(OPEN))) return;
      for (const each of open()) if (!each.contains(target) && !target.contains(each)) each.removeAttribute('open');
      startTyping(target);
    },
    true,
  );
}
