// @ts-check

const STORED = 'single-keys';
/** Two digits in this time are one number. */
const DIGITS_MS = 900;

/** Whether a key is for whoever types: text fields, lists and sliders. */
const TYPED_IN = 'input:not([type="checkbox"], [type="radio"], [type="submit"]), textarea, select, [contenteditable]';

/**
 * Whether a pressed key may be a shortcut: alone, not typed into a field, and with the focus in an element or nowhere.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} element
 */
export function letsKeys({ ctrlKey, altKey, metaKey, isComposing, defaultPrevented, target }, element) {
  if (ctrlKey || altKey || metaKey || isComposing || defaultPrevented || !(target instanceof Element)) return false;
  return !target.closest(TYPED_IN) && (target === document.body || element.contains(target));
}

/**
 * Reads numbers of one or two digits, key by key: "1" is 1 at once, and 12 if "2" follows in a moment.
 * @returns {(digit: string, most: number) => number} 0 when no number up to `most` is meant
 */
export function digitsOf() {
  let typed = '';
  let at = 0;
  return (digit, most) => {
    const isNext = performance.now() - at < DIGITS_MS;
    const both = Number(typed + digit);
    typed = isNext && both >= 1 && both <= most ? typed + digit : digit;
    at = performance.now();
    return Number(typed) <= most ? Number(typed) : 0;
  };
}

/**
 * Lets a checkbox switch the keys on and off, for this browser.
 * @param {HTMLInputElement} box
 * @returns {() => boolean} whether they are on
 */
export function switchOf(box) {
  try {
    box.checked = localStorage.getItem(STORED) !== 'off';
  } catch {
    // A browser that stores nothing asks again on the next page.
  }
  box.addEventListener('change', () => {
    try {
      localStorage.setItem(STORED, box.checked ? 'on' : 'off');
    } catch {
      // As above.
    }
  });
  return () => box.checked;
}
