// @ts-check
import { link, unlinked } from '../core/links.js';
import { fetchPage, inTurn, swapPart } from '../core/parts.js';

/** The parts of pages that show people and their photos: on the dashboard, and on a person's page. */
const PARTS = ['people', 'waiting', 'names', 'person-head', 'person-photos'];
const partOf = (/** @type {string} */ name) => document.querySelector(`[data-part="${name}"]`);

/** @type {Promise<void> | undefined} */
let waiting;

/**
 * Updates the people on the page. Calls that come while an update waits share it. One that has begun may show the page of before.
 * @param {(root: ParentNode) => void} startWithin
 */
export function refreshPeople(startWithin) {
  waiting ??= inTurn(() => {
    waiting = undefined;
    return refreshNow(startWithin);
  });
  return waiting;
}

/** A page that shows a form's fault can't be fetched again by its address. A result's page names its address. */
function addressOfPage() {
  const result = /** @type {HTMLElement | null} */ (document.querySelector('[data-url]'));
  return (
    result?.dataset.url ?? (/^\/$|^\/people\/[^/]+$/.test(unlinked(location.pathname)) ? location.href : link('/'))
  );
}

/** @param {(root: ParentNode) => void} startWithin */
async function refreshNow(startWithin) {
  const here = PARTS.filter(partOf);
  const page = here.length > 0 ? await fetchPage(addressOfPage()) : undefined;
  if (!page) return;
  for (const name of here) {
    swapPart(page, name);
    const part = partOf(name);
    if (part) startWithin(part);
  }
}
