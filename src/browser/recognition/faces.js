// @ts-check

/**
 * Faces in a photo and what is said of them elsewhere on the page belong together by `data-face`: what is pointed at
 * or focused lights up everywhere (class `is-lit`).
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
