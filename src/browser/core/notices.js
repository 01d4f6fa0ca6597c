// @ts-check
import { make } from './elements.js';

export const CONNECTION_LOST = 'The connection was lost. Please try again.';

/**
 * Tells people something where the page tells what was done, and scrolls there.
 * @param {string} sentence
 * @param {'warning' | 'danger'} [kind]
 */
export function tellNotice(sentence, kind = 'warning') {
  const notice = make('div', { className: `alert alert-${kind} notice`, role: 'alert' });
  notice.append(make('span', { dir: 'auto' }, sentence));
  document.querySelector('[data-part="notices"]')?.replaceChildren(notice);
  notice.scrollIntoView({ block: 'nearest' });
}

/**
 * Makes a place on top of the page for what goes on after a drop.
 * @param {string} title
 * @returns {HTMLElement} a card, shown at once
 */
export function placeOnTop(title) {
  const body = make('div', { className: 'card-body' }, make('h2', { className: 'h5' }, title));
  document
    .querySelector('[data-part="notices"]')
    ?.after(make('section', { className: 'card mb-4', 'aria-label': title }, body));
  return body;
}
