// @ts-check

const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

/**
 * Shows times in the reader's own time zone, in the format of all pages (web/pages/dates.ts). The page has them in UTC.
 * @param {HTMLElement} element
 */
export function start(element) {
  for (const time of element.querySelectorAll('time')) time.textContent = format.format(new Date(time.dateTime));
}
