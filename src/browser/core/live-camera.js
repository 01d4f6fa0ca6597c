// @ts-check
import { CameraStream } from './camera-stream.js';
import { make } from './elements.js';

/** @param {string} kind @param {string} text @param {boolean} [hidden] */
const button = (kind, text, hidden = false) =>
  make('button', { className: `btn btn-${kind}`, type: 'button', hidden }, text);

/**
 * Opens a dialog with the camera's live picture.
 * @returns {Promise<File | 'choose' | undefined>} the photo; `choose` when people would rather choose a file; undefined when they cancel
 */
export function photograph() {
  const title = make('h2', { className: 'h5', id: 'camera-title' }, 'Take a photo');
  const told = make('p', { role: 'status' }, 'Starting the camera…');
  const video = make('video', {
    className: 'camera-picture',
    autoplay: true,
    muted: true,
    playsInline: true,
    hidden: true,
  });
  const still = make('canvas', { className: 'camera-picture', hidden: true, role: 'img', 'aria-label': 'The photo' });
  video.setAttribute('aria-label', 'The camera’s picture');
  const [shoot, use] = [button('primary', 'Take', true), button('primary', 'Use photo', true)];
  const [again, turn] = [
    button('outline-secondary', 'Retake', true),
    button('outline-secondary', 'Switch camera', true),
  ];
  const choose = button('outline-secondary', 'Choose a photo instead', true);
  const cancel = button('outline-secondary', 'Cancel');
  const buttons = make('div', { className: 'd-flex flex-wrap gap-2 mt-3' }, shoot, use, again, turn, choose, cancel);
  const dialog = make('dialog', { className: 'over-page camera', 'aria-labelledby': 'camera-title' });
  dialog.append(title, told, video, still, buttons);
  document.body.append(dialog);
  const camera = new CameraStream(video);

  /** @param {boolean} isLive */
  const showLive = (isLive) => {
    video.hidden = !isLive;
    still.hidden = isLive;
    shoot.hidden = !isLive;
    turn.hidden = !isLive || !camera.hasOthers;
    use.hidden = isLive;
    again.hidden = isLive;
    (isLive ? shoot : use).focus();
  };

  /** @param {Promise<void>} starting */
  const show = async (starting) => {
    told.hidden = false;
    told.textContent = 'Starting the camera…';
    try {
      await starting;
      told.hidden = true;
      showLive(true);
    } catch (error) {
      told.setAttribute('role', 'alert');
      told.textContent = error instanceof Error ? error.message : String(error);
      for (const each of [video, still, shoot, use, again, turn]) each.hidden = true;
      choose.hidden = false;
      choose.focus();
    }
  };

  shoot.addEventListener('click', () => {
    camera.draw(still);
    showLive(false);
  });
  again.addEventListener('click', () => showLive(true));
  turn.addEventListener('click', () => show(camera.turn()));
  cancel.addEventListener('click', () => dialog.close());
  dialog.showModal();
  void show(camera.start());

  return new Promise((resolve) => {
    choose.addEventListener('click', () => dialog.close('choose'));
    use.addEventListener('click', () => dialog.close('use'));
    dialog.addEventListener('close', async () => {
      camera.stop();
      dialog.remove();
      resolve(
        dialog.returnValue === 'use' ? await fileOf(still) : dialog.returnValue === 'choose' ? 'choose' : undefined,
      );
    });
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<File | undefined>}
 */
async function fileOf(canvas) {
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
  const name = `Photo ${new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-')}.jpg`;
  return blob ? new File([blob], name, { type: 'image/jpeg' }) : undefined;
}
