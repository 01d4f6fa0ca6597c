// @ts-check

/** @typedef {{ x: number, y: number }} Point in pixels of the window */

const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PIXELS = 30;

/** @param {TouchList} touches two */
function spanOf([one, other]) {
  const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  return { apart, x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 };
}

/**
 * Follows fingers on a photo: two of them zoom and move it, a double tap zooms. One finger scrolls as everywhere, the photo if it is
 * zoomed and else the page.
 * @param {HTMLElement} view the frame, which scrolls
 * @param {object} told
 * @param {(factor: number, at: Point) => void} told.onZoom
 * @param {(at: Point) => void} told.onDouble
 */
export function followFingers(view, { onZoom, onDouble }) {
  /** @type {ReturnType<typeof spanOf> | undefined} */
  let last;
  let tapped = { at: 0, x: 0, y: 0 };

  view.addEventListener(
    'touchstart',
    (event) => {
      last = event.touches.length === 2 ? spanOf(event.touches) : undefined;
      if (last) event.preventDefault();
    },
    { passive: false },
  );
  view.addEventListener(
    'touchmove',
    (event) => {
      if (!last || event.touches.length !== 2) return;
      event.preventDefault();
      const span = spanOf(event.touches);
      onZoom(span.apart / last.apart, span);
      view.scrollBy(last.x - span.x, last.y - span.y);
      last = span;
    },
    { passive: false },
  );
  view.addEventListener('touchend', (event) => {
    const [{ clientX: x, clientY: y }] = event.changedTouches;
    const wasPinch = last !== undefined;
    last = event.touches.length === 2 ? spanOf(event.touches) : undefined;
    if (wasPinch || event.touches.length > 0) return;
    if (event.target instanceof Element && event.target.closest('a')) return;
    const isDouble =
      event.timeStamp - tapped.at < DOUBLE_TAP_MS && Math.hypot(x - tapped.x, y - tapped.y) < DOUBLE_TAP_PIXELS;
    tapped = isDouble ? { at: 0, x, y } : { at: event.timeStamp, x, y };
    if (!isDouble) return;
    event.preventDefault(); // else a double click comes, too
    onDouble({ x, y });
  });
}
