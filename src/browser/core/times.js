// @ts-check

const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' });

/**
 * Shows times, and days (`data-day`), in the reader's own time zone, in the format of all pages (web/pages/dates.ts). The page has them in UTC.
 * @param {HTMLElement} element
 */
export function start(element) {
  for (const time of element.querySelectorAll('time'))
    time.textContent = ('day' in time.dataset ? day : moment).format(new Date(time.dateTime));
}
