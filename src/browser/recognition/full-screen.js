// @ts-check

/**
 * Shows the photo with its boxes on the whole screen, or, where browsers can't do that (iPhones), in a dialog that fills the window.
 * @param {HTMLElement} pane
 */
export function start(pane) {
  const button = /** @type {HTMLButtonElement} */ (pane.querySelector('[data-photo="full"]'));
  /** @type {HTMLDialogElement | undefined} */
  let dialog;

  /** @param {boolean} isFull */
  function show(isFull) {
    pane.classList.toggle('is-full', isFull);
    button.setAttribute('aria-pressed', String(isFull));
  }

  function openDialog() {
    const around = document.createElement('dialog');
    around.className = 'photo-full';
    around.setAttribute('aria-label', 'Photo');
    around.addEventListener('close', () => {
      around.after(pane);
      around.remove();
      dialog = undefined;
      show(false);
      button.focus();
    });
    pane.before(around);
    around.append(pane);
    dialog = around;
    around.showModal();
    show(true);
    button.focus();
  }

  async function toggle() {
    if (dialog) return dialog.close();
    if (document.fullscreenElement) return document.exitFullscreen();
    if (!document.fullscreenEnabled) return openDialog();
    // A browser may refuse, for example inside a frame.
    await pane.requestFullscreen().catch(openDialog);
  }

  button.addEventListener('click', () => void toggle());
  document.addEventListener('fullscreenchange', () => {
    if (!dialog) show(document.fullscreenElement === pane);
  });
}
