// @ts-check

/**
 * Shows in words what the slider's threshold means, while it moves.
 * @param {HTMLElement} element whose `data-words` is a list of [limit, words], the lowest limit first
 */
export function start(element) {
  const slider = /** @type {HTMLInputElement} */ (element.querySelector('input'));
  const output = /** @type {HTMLOutputElement} */ (element.querySelector('output'));
  /** @type {Array<[number, string]>} */
  const words = JSON.parse(element.dataset.words ?? '[]');
  const tell = () => {
    const threshold = slider.valueAsNumber;
    const text = words.find(([limit]) => threshold <= limit)?.[1] ?? '';
    output.value = text;
    slider.setAttribute('aria-valuetext', text);
  };
  slider.addEventListener('input', tell);
  tell();
}
