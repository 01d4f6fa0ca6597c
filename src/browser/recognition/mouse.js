// @ts-check

/** @typedef {{ x: number, y: number }} Point in pixels of the window */

const FEWEST_PIXELS = 4;
const LINE = 16;
const MOST_DELTA = 60;

/**
 * Follows the mouse on a photo: the wheel and double clicks zoom, dragging moves what is zoomed.
 * @param {HTMLElement} view the frame, which scrolls
 * @param {object} told
 * @param {() => boolean} told.isZoomed
 * @param {() => boolean} told.isInUse whether the wheel is meant for the photo; otherwise only with Ctrl
 * @param {(factor: number, at: Point) => void} told.onZoom
 * @param {(at: Point) => void} told.onDouble
 */
export function followMouse(view, { isZoomed, isInUse, onZoom, onDouble }) {
  /** @type {{ x: number, y: number, id: number, isDragged: boolean } | undefined} */
  let held;

  view.addEventListener(
    'wheel',
    (event) => {
      const { deltaX, deltaY, deltaMode, ctrlKey, metaKey, clientX: x, clientY: y } = event;
      const isAsked = ctrlKey || metaKey;
      if (!isAsked && !isZoomed() && !(isInUse() && deltaY < 0)) return;
      if (!isAsked && Math.abs(deltaX) > Math.abs(deltaY)) return;
      event.preventDefault();
      const delta = Math.min(MOST_DELTA, Math.max(-MOST_DELTA, deltaMode === 0 ? deltaY : deltaY * LINE));
      onZoom(Math.exp(-delta * 0.008), { x, y });
    },
    { passive: false },
  );

  view.addEventListener('dblclick', ({ target, clientX: x, clientY: y }) => {
    if (target instanceof Element && !target.closest('a')) onDouble({ x, y });
  });

  view.addEventListener('pointerdown', ({ pointerType, button, clientX: x, clientY: y, pointerId: id }) => {
    // A right click asks for the menu of the photo, and the boxes lie over it.
    view.classList.toggle('is-bare', button === 2);
    if (pointerType !== 'touch' && button === 0 && isZoomed()) held = { x, y, id, isDragged: false };
  });
  view.addEventListener('pointermove', ({ buttons, clientX: x, clientY: y }) => {
    if (buttons === 0) view.classList.remove('is-bare');
    if (!held || (!held.isDragged && Math.hypot(x - held.x, y - held.y) < FEWEST_PIXELS)) return;
    if (!held.isDragged) view.setPointerCapture(held.id);
    view.classList.add('is-dragged');
    view.scrollBy(held.x - x, held.y - y);
    held = { ...held, x, y, isDragged: true };
  });
  const letGo = () => {
    held = undefined;
    // The click that ends the drag comes after this.
    setTimeout(() => view.classList.remove('is-dragged'));
  };
  view.addEventListener('pointerup', letGo);
  view.addEventListener('pointercancel', letGo);
  view.addEventListener(
    'click',
    (event) => {
      if (!view.classList.contains('is-dragged')) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
  view.addEventListener('dragstart', (event) => {
    if (isZoomed()) event.preventDefault();
  });
}
