// @ts-check
import { placeAt } from './place-at.js';

/**
 * Copies what can be answered in a face's row. The copy has ids of its own.
 * @param {Element} row
 */
function answersOf(row) {
  const copy = document.createElement('div');
  for (const part of row.querySelectorAll('h2, .badge, .face-actions')) copy.append(part.cloneNode(true));
  for (const each of copy.querySelectorAll('*')) {
    for (const name of ['id', 'for', 'form', 'aria-describedby']) {
      const value = each.getAttribute(name);
      if (value) each.setAttribute(name, `at-${value}`);
    }
  }
  return copy.childNodes;
}

/** @param {() => void} close */
function createPopover(close) {
  const popover = document.createElement('div');
  Object.assign(popover, { id: 'face-popover', className: 'face-popover card', tabIndex: -1, hidden: true });
  popover.setAttribute('role', 'dialog');
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'btn-close', ariaLabel: 'Close' });
  button.addEventListener('click', close);
  return { popover, button };
}

/**
 * Answers and names a face where it is: a click on its box opens what its row offers, beside the box. Forms are sent in place, as the
 * row's. Without this script, the box leads to the row.
 * @param {HTMLElement} workspace
 */
export function start(workspace) {
  const pane = /** @type {HTMLElement} */ (workspace.querySelector('.photo-pane'));
  const view = /** @type {HTMLElement} */ (pane.querySelector('[data-photo="view"]'));
  const { popover, button } = createPopover(() => close());
  pane.append(popover);
  let number = '';

  const boxOf = () => /** @type {SVGElement | null} */ (view.querySelector(`svg a[data-face="${number}"]`));

  function place() {
    const rect = boxOf()?.querySelector('rect');
    if (rect && !popover.hidden) placeAt(popover, rect.getBoundingClientRect(), view.getBoundingClientRect());
  }

  function fill() {
    const row = workspace.querySelector(`li[data-face="${number}"]`);
    if (!row) return close();
    popover.replaceChildren(button, ...answersOf(row));
    popover.dataset.face = number;
    popover.setAttribute('aria-label', `Face ${number}`);
  }

  /** @param {string} face */
  function open(face) {
    number = face;
    popover.hidden = false;
    fill();
    place();
    // On a phone, the focus in a field would bring up the keyboard, over the photo.
    const first = matchMedia('(pointer: coarse)').matches
      ? undefined
      : popover.querySelector('.face-actions input:not([type="hidden"]), .face-actions button');
    /** @type {HTMLElement} */ (first ?? popover).focus({ preventScroll: true });
  }

  /** @param {{ keepsFocus?: boolean }} [how] */
  function close({ keepsFocus = false } = {}) {
    if (popover.hidden) return;
    const hadFocus = popover.contains(document.activeElement) || document.activeElement === document.body;
    popover.hidden = true;
    popover.replaceChildren();
    delete popover.dataset.face;
    const box = boxOf();
    // The boxes of a crowd are hidden from screen readers.
    if (hadFocus && !keepsFocus)
      (box && !box.closest('[aria-hidden="true"]') ? box : view).focus({ preventScroll: true });
  }

  workspace.addEventListener('click', (event) => {
    const { target, ctrlKey, metaKey, shiftKey } = event;
    const box = target instanceof Element ? target.closest('.photo-view svg a[data-face]') : null;
    if (!box || ctrlKey || metaKey || shiftKey) return;
    event.preventDefault();
    open(box.getAttribute('data-face') ?? '');
  });
  popover.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // neither full screen nor a dialog closes with it
    event.stopPropagation();
    close();
  });
  popover.addEventListener('toggle', place, { capture: true }); // "More" makes it longer
  // The answer is shown: by now the row and the box are new.
  workspace.addEventListener('in-place', (event) => {
    const { form } = /** @type {CustomEvent<{ form: HTMLFormElement }>} */ (event).detail;
    if (popover.contains(form)) close();
    else if (!popover.hidden && !popover.contains(document.activeElement)) fill();
    place();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !popover.contains(target)) close({ keepsFocus: true });
  });
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Node && !popover.contains(target)) close({ keepsFocus: true });
  });
  addEventListener('scroll', place, { capture: true, passive: true });
  addEventListener('resize', place);
  visualViewport?.addEventListener('resize', place);
}
