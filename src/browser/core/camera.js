// @ts-check
import { takeChosen } from './chosen-files.js';
import { loadNow } from './later.js';

/** Whether a field with `capture` opens the camera by itself, as on phones and tablets; elsewhere it opens the file dialog. */
const opensCamera = () =>
  matchMedia('(pointer: coarse)').matches && /Android|iPhone|iPad|Macintosh/.test(navigator.userAgent);

/**
 * Takes the photos that people make with a camera: by the field itself on a phone, and with a live picture elsewhere.
 * @param {HTMLInputElement} field has `capture`
 * @param {(files: File[]) => void} take
 */
export function takeFromCamera(field, take) {
  takeChosen(field, take);
  let isOpening = false;
  field.addEventListener('click', async (event) => {
    // The dialog itself may send people to the field's files.
    if (opensCamera() || !event.isTrusted || isOpening) return;
    event.preventDefault();
    isOpening = true;
    const taken = await loadNow(() => import('./live-camera.js'))
      .then((camera) => camera?.photograph())
      .finally(() => {
        isOpening = false;
      });
    if (taken === 'choose') field.click();
    else if (taken) take([taken]);
  });
}
