// @ts-check
import { followFingers } from './fingers.js';
import { followMouse } from './mouse.js';

const MOST = 8;
const STEP = 1.6;
const DOUBLE = 2.5;

/** @typedef {{ x: number, y: number }} Point in pixels of the window */

/**
 * Zooms a photo with its boxes inside its frame, which scrolls: by buttons, a double click or tap, the wheel, or two fingers. A zoomed
 * photo is dragged with the mouse; fingers and arrow keys scroll it as they scroll anything. While nothing is zoomed, wheel and
 * fingers scroll the page.
 * @param {HTMLElement} pane
 */
export function start(pane) {
  const view = /** @type {HTMLElement} */ (pane.querySelector('[data-photo="view"]'));
  const photo = /** @type {HTMLElement} */ (view.firstElementChild);
  const image = /** @type {HTMLImageElement} */ (photo.querySelector('img'));
  const aspect = Number(image.getAttribute('width')) / Number(image.getAttribute('height'));
  let zoom = 1;
  let fit = { width: 0, height: 0 };

  /** @returns {Point} */
  const middle = () => {
    const { left, top, width, height } = view.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };

  /** @param {number} next */
  function show(next) {
    zoom = next;
    photo.style.width = `${fit.width * zoom}px`;
    photo.style.height = `${fit.height * zoom}px`;
    const isZoomed = zoom > 1;
    view.classList.toggle('is-zoomed', isZoomed);
    view.dataset.zoom = String(Math.round(zoom * 100) / 100);
    view.tabIndex = isZoomed ? 0 : -1; // the arrow keys scroll it then
    for (const button of pane.querySelectorAll('button[data-zoom]')) {
      const isIn = button.getAttribute('data-zoom') === 'in';
      button.setAttribute('aria-disabled', String(isIn ? zoom >= MOST : !isZoomed));
    }
  }

  /** Fits the whole photo into the frame, which the style sheet bounds. The boxes' labels go by the width that this gives. */
  function release() {
    view.classList.remove('is-fitted');
    view.style.height = photo.style.width = photo.style.height = '';
    const { width, height } = image.getBoundingClientRect();
    fit = { width: Math.min(width, height * aspect), height: Math.min(height, width / aspect) };
    view.classList.add('is-fitted');
    show(1);
  }

  /**
   * @param {number} wanted
   * @param {Point} at what is there stays there
   */
  function zoomTo(wanted, at = middle()) {
    const next = Math.min(MOST, Math.max(1, wanted));
    if (next < 1.02) return release();
    if (zoom === 1) view.style.height = `${view.offsetHeight}px`; // the frame stays as it is
    const before = photo.getBoundingClientRect();
    const [shareX, shareY] = [(at.x - before.left) / before.width, (at.y - before.top) / before.height];
    show(next);
    const { left, top, width, height } = photo.getBoundingClientRect();
    view.scrollBy(left + shareX * width - at.x, top + shareY * height - at.y);
  }

  /** @param {Point} at */
  const toggle = (at) => (zoom > 1 ? release() : zoomTo(DOUBLE, at));

  /** @param {Element} box */
  function center(box) {
    const { left, top, width, height } = box.getBoundingClientRect();
    const { x, y } = middle();
    view.scrollBy(left + width / 2 - x, top + height / 2 - y);
  }

  pane.addEventListener('click', ({ target }) => {
    const how = target instanceof Element ? target.closest('button[data-zoom]')?.getAttribute('data-zoom') : undefined;
    if (how === 'fit') release();
    else if (how) zoomTo(how === 'in' ? zoom * STEP : zoom / STEP);
  });
  // Whoever comes to a face by the list or the keys sees it.
  pane.closest('section')?.addEventListener('focusin', ({ target }) => {
    const number = target instanceof Element ? target.closest('[data-face]')?.getAttribute('data-face') : undefined;
    const box = number && zoom > 1 ? view.querySelector(`svg [data-face="${number}"] rect`) : null;
    if (box) center(box);
  });
  followMouse(view, {
    isZoomed: () => zoom > 1,
    isInUse: () => pane.contains(document.activeElement) || pane.classList.contains('is-full'),
    onZoom: (factor, at) => zoomTo(zoom * factor, at),
    onDouble: toggle,
  });
  followFingers(view, { onZoom: (factor, at) => zoomTo(zoom * factor, at), onDouble: toggle });
  let { clientWidth } = pane;
  new ResizeObserver(() => {
    if (pane.clientWidth === clientWidth && zoom > 1) return;
    clientWidth = pane.clientWidth;
    release();
  }).observe(pane);
  addEventListener('resize', () => {
    if (zoom === 1) release();
  });
}
