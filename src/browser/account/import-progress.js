// @ts-check
import { fetchPage, swapPart } from '../core/parts.js';

const EVERY_MS = 1000;
const PARTS = ['import-progress', 'import-results', 'import-delete'];

/**
 * Shows the progress of an import until it ends. Without this script, the page reloads itself now and then.
 * @param {HTMLElement} element
 */
export function start(element) {
  const told = /** @type {HTMLElement} */ (element.querySelector('[data-import="told"]'));
  const isRunning = () => element.querySelector('[data-running]') !== null;

  async function follow() {
    const page = await fetchPage(location.href);
    const swapped = page !== undefined && PARTS.map((name) => swap(page, name)).every(Boolean);
    if (isRunning() || !swapped) setTimeout(follow, EVERY_MS);
    else told.textContent = element.querySelector('[data-part="import-progress"] > p')?.textContent ?? '';
  }

  if (isRunning()) setTimeout(follow, EVERY_MS);
}

/**
 * Replaces a part of the page with its newest version, unless the keyboard focus is in it; then a later version will do.
 * @param {Document} page
 * @param {string} name
 * @returns {boolean} whether it did
 */
function swap(page, name) {
  const isUsed = document.querySelector(`[data-part="${name}"]`)?.contains(document.activeElement) === true;
  if (!isUsed) swapPart(page, name);
  return !isUsed;
}
