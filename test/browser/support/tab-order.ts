import type { Page } from 'playwright-core';

/** Far more than any page has controls. */
const MOST_PRESSES = 500;

/** A press of Tab may leave the page for the browser's own controls, which are out of sight here. */
const MOST_PRESSES_OUTSIDE = 3;

/**
 * Notes the controls that a page shows, with their places before anything scrolls. Left out are those that Tab passes over on purpose:
 * - all of a group of radio buttons but one, as arrow keys move within it: https://www.w3.org/WAI/ARIA/apg/patterns/radio/
 * - what is hidden from everything but a pointer (`aria-hidden`), as another control does the same.
 */
const NOTE_CONTROLS = `(() => {
  const selector = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const isShown = (control) => control.checkVisibility({ visibilityProperty: true }) && control.getClientRects().length > 0;
  const standsForGroup = (control) => {
    if (control.type !== 'radio') return true;
    const group = [...document.querySelectorAll('input[type="radio"]:enabled')]
      .filter(({ name, form }) => name === control.name && form === control.form);
    return control === (group.find(({ checked }) => checked) ?? group[0]);
  };
  const name = (control) => {
    const text = control.ariaLabel || control.labels?.[0]?.innerText || control.innerText || control.name || '';
    return control.localName + ' “' + text.trim().replace(/\\s+/g, ' ').slice(0, 40) + '”';
  };
  const controls = [...document.querySelectorAll(selector)]
    .filter((each) => isShown(each) && !each.matches(':disabled') && !each.closest('[inert], [aria-hidden="true"]') && standsForGroup(each));
  const places = new Map(controls.map((each) => [each, each.getBoundingClientRect()]));
  window.tabOrder = { controls, places, name, stops: [] };
})()`;

/** Notes what has the focus. @returns whether the round is over: 'page' or 'outside' while it isn't */
const NOTE_STOP = `(() => {
  const { stops, name } = window.tabOrder;
  const stop = document.activeElement;
  if (!stop || stop === document.body) return 'outside';
  // The fields of a date are stops of their own.
  if (stops.at(-1)?.control === stop) return 'page';
  if (stops.some(({ control }) => control === stop)) return 'round';
  // A hidden input in a button shows the focus around the button.
  let shown = stop;
  const isOutlined = ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  while (shown && !isOutlined(getComputedStyle(shown)) && shown !== stop.closest('.btn, label')) shown = shown.parentElement;
  const faults = [];
  if (!shown || !isOutlined(getComputedStyle(shown))) faults.push('shows no focus');
  const { left, right, top, bottom } = (shown ?? stop).getBoundingClientRect();
  const isInView = left < innerWidth && right > 0 && top < innerHeight && bottom > 0;
  if (!isInView) faults.push('is out of view with the focus');
  stops.push({ control: stop, faults: faults.map((fault) => name(stop) + ' ' + fault) });
  return 'page';
})()`;

/**
 * Compares what Tab has reached with what is shown. A step is against the order when it leads up within a column, or to the left within a row:
 * columns may follow each other. Faces in a photo have the order of their numbers. The page's header has one order on every screen, in its one, two or three lines.
 */
const FIND_FAULTS = `(() => {
  const { controls, places, name, stops } = window.tabOrder;
  const faults = stops.flatMap((stop) => stop.faults);
  const reached = stops.map(({ control }) => control);
  for (const control of controls) if (!reached.includes(control)) faults.push(name(control) + ' isn’t reached');
  const first = Math.max(reached.indexOf(controls[0]), 0);
  const order = [...reached.slice(first), ...reached.slice(0, first)].filter((each) => places.has(each));
  for (const [index, to] of order.entries()) {
    const from = order[index - 1];
    if (!from || ['svg', '.site-header'].some((part) => from.closest(part) && to.closest(part))) continue;
    const [a, b] = [places.get(from), places.get(to)];
    const leadsUp = b.bottom <= a.top && b.left < a.right && b.right > a.left;
    const leadsBack = b.right <= a.left && b.top < a.bottom && b.bottom > a.top;
    if (leadsUp || leadsBack) faults.push(name(to) + ' comes after ' + name(from));
  }
  return faults;
})()`;

/**
 * Goes once around a page with Tab, from wherever the focus is.
 * @returns what is wrong: a control that isn't reached, or is against the order in which it is seen, or doesn't show the focus
 */
export async function faultsOfTabOrder(page: Page): Promise<readonly string[]> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(NOTE_CONTROLS);
  let outside = 0;
  for (let presses = 0; presses < MOST_PRESSES && outside < MOST_PRESSES_OUTSIDE; presses++) {
    await page.keyboard.press('Tab');
    const where = await page.evaluate(NOTE_STOP);
    if (where === 'round') break;
    outside = where === 'outside' ? outside + 1 : 0;
  }
  return (await page.evaluate(FIND_FAULTS)) as string[];
}
