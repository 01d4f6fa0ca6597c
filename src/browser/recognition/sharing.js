// @ts-check

const TYPE = 'image/jpeg';

/** @param {Response} answer */
const nameOf = (answer) =>
  /filename="?([^";]+)"?/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? 'photo.jpg';

/**
 * Shares the photo with names by the system's own dialog, where there is one that takes files. Its buttons name the photo's address in
 * `data-share`, and are hidden otherwise.
 * @param {HTMLElement} element
 */
export function start(element) {
  const probe = new File([new Uint8Array(1)], 'photo.jpg', { type: TYPE });
  if (!navigator.canShare?.({ files: [probe] })) return;
  element.classList.add('can-share');
  const said = /** @type {HTMLElement} */ (element.querySelector('[data-photo="said"]'));
  /** @type {{ url: string, file: File } | undefined} */
  let kept;

  /** @param {string} url */
  async function load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return new File([await answer.blob()], nameOf(answer), { type: TYPE });
  }

  /** @param {string} url */
  async function share(url) {
    try {
      const file = kept?.url === url ? kept.file : await load(url);
      kept = { url, file };
      await navigator.share({ files: [file] });
      said.textContent = 'Shared.';
      kept = undefined;
    } catch (error) {
      const name = error instanceof Error || error instanceof DOMException ? error.name : '';
      // Browsers share only shortly after a click, and a slow connection may take longer. The photo is here for the next one.
      if (name === 'NotAllowedError' && kept) said.textContent = 'The photo is ready. Press “Share…” once more.';
      else if (name !== 'AbortError') said.textContent = 'The photo couldn’t be shared. Please download it instead.';
    }
  }

  element.addEventListener('click', ({ target }) => {
    const url = target instanceof Element ? target.closest('[data-share]')?.getAttribute('data-share') : undefined;
    if (url) void share(url);
  });
  // After an answer, the names may be others.
  element.addEventListener('in-place', () => {
    kept = undefined;
  });
}
