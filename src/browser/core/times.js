// @ts-check

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/**
 * Tells times by the clock and in the language of whoever looks; the page has them in UTC.
 * @param {HTMLElement} element
 */
export function start(element) {
  for (const time of element.querySelectorAll('time')) time.textContent = format.format(new Date(time.dateTime));
}
