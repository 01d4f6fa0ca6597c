// @ts-check
import { digitsOf, letsKeys, switchOf } from './key-rules.js';

/**
 * Keys for going through the faces of a result: arrows and numbers choose one, Y and N answer. They count while the focus is in the
 * result or nowhere, never in a field, and can be switched off (WCAG 2.1.4).
 * @param {HTMLElement} section
 */
export function start(section) {
  const find = (/** @type {string} */ what) => /** @type {HTMLElement | null} */ (section.querySelector(what));
  const keys = /** @type {HTMLDetailsElement} */ (find('.keys'));
  const pane = /** @type {HTMLElement} */ (find('.photo-pane'));
  const said = /** @type {HTMLElement} */ (find('[data-photo="said"]'));
  const isOn = switchOf(/** @type {HTMLInputElement} */ (find('[data-keys="on"]')));
  const digits = digitsOf();
  let current = 0;

  const rows = () => /** @type {HTMLElement[]} */ ([...section.querySelectorAll('.face-row')]);
  const say = (/** @type {string} */ text) => {
    said.textContent = text;
  };
  const asks = (/** @type {Element} */ row) => row.classList.contains('maybe');
  const wordsOf = (/** @type {Element | undefined} */ row) =>
    row?.querySelector('h2')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

  /** @param {number} number of a face, from 1 */
  function choose(number) {
    const row = rows()[number - 1];
    if (!row) return;
    current = number;
    // On the whole screen there is no list.
    const place = pane.classList.contains('is-full') ? find(`svg a[data-face="${number}"]`) : row;
    place?.focus({ preventScroll: true });
    place?.scrollIntoView({ block: 'nearest' });
    say(`Face ${number} of ${rows().length}: ${wordsOf(row)}`);
  }

  /** @param {number} step */
  function move(step) {
    const { length } = rows();
    choose(current === 0 && step < 0 ? length : ((current - 1 + step + length) % length) + 1);
  }

  /** The next face with a question after the current one; 0 when there is none. */
  function nextAsking() {
    const all = rows().map((row, i) => ({ number: i + 1, asks: asks(row) }));
    const after = [...all.slice(current), ...all.slice(0, Math.max(0, current - 1))];
    return after.find((each) => each.asks)?.number ?? 0;
  }

  /** @param {'yes' | 'no'} which */
  function answer(which) {
    // The first press shows which face it would be.
    if (current === 0) return choose(nextAsking() || 1);
    const place = find('.face-popover:not([hidden])') ?? rows()[current - 1];
    const button = /** @type {HTMLButtonElement | null} */ (place?.querySelector(`[data-answer="${which}"]`));
    if (!button) return say(`Face ${current} isn’t a question.`);
    button.click();
    const next = nextAsking();
    if (next) choose(next);
    else say('That was the last question.');
  }

  const press = (/** @type {string} */ what) => find(what)?.click();
  /** @type {Record<string, () => void>} */
  const acts = {
    ArrowRight: () => move(1),
    ArrowLeft: () => move(-1),
    y: () => answer('yes'),
    n: () => answer('no'),
    '+': () => press('[data-zoom="in"]'),
    '=': () => press('[data-zoom="in"]'),
    '-': () => press('[data-zoom="out"]'),
    f: () => press('[data-photo="full"]'),
    '?': () => {
      keys.open = !keys.open;
      if (keys.open) keys.querySelector('summary')?.focus();
    },
  };

  /** @param {KeyboardEvent} event */
  function actOf({ key, target }) {
    const row = target instanceof Element && target.matches('.face-row') ? target : undefined;
    if (key === 'Enter' && row)
      return () =>
        /** @type {HTMLElement | null} */ (
          row.querySelector('.face-actions :is(input:not([type="hidden"]), button)')
        )?.focus();
    if (/^\d$/.test(key)) {
      const number = digits(key, rows().length);
      return number > 0 ? () => choose(number) : () => press('[data-zoom="fit"]');
    }
    const isScrolling = target instanceof Element && target.matches('.photo-view.is-zoomed');
    return isScrolling && key.startsWith('Arrow') ? undefined : acts[key.length === 1 ? key.toLowerCase() : key];
  }

  section.addEventListener('focusin', ({ target }) => {
    const face = target instanceof Element ? target.closest('[data-face]')?.getAttribute('data-face') : undefined;
    if (face) current = Number(face);
  });
  section.addEventListener('in-place', () => {
    const told = rows()[current - 1]?.querySelector('.notice > span') ?? find('.faces-head .notice > span');
    if (told?.textContent) say(told.textContent);
  });
  document.addEventListener('keydown', (event) => {
    if (!isOn() || !letsKeys(event, section)) return;
    const act = actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
