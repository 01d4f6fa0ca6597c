// @ts-check

/**
 * Highlights a face everywhere on the page (class `is-lit`) while one of its elements is pointed at or focused. Elements of one
 * face have the same `data-face`.
 * @param {HTMLElement} element
 */
export function start(element) {
  /** @param {Event} event */
  const light = ({ target }) => {
    const face = target instanceof Element ? target.closest('[data-face]')?.getAttribute('data-face') : undefined;
    for (const each of element.querySelectorAll('[data-face]'))
      each.classList.toggle('is-lit', each.getAttribute('data-face') === face);
  };
  const darken = () => {
    for (const each of element.querySelectorAll('.is-lit')) each.classList.remove('is-lit');
  };
  element.addEventListener('pointerover', light);
  element.addEventListener('focusin', light);
  element.addEventListener('pointerleave', darken);
  element.addEventListener('focusout', darken);
}
