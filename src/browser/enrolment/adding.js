// @ts-check

import { takeChosen } from '../core/chosen-files.js';
import { filesOf } from '../core/dropped-files.js';
import { fetchPage, inTurn, swapPart } from '../core/parts.js';
import { UploadQueue } from './upload-queue.js';

/**
 * @param {HTMLElement} form
 * @param {string} name
 */
const part = (form, name) => /** @type {HTMLElement} */ (form.querySelector(`[data-adding="${name}"]`));

/**
 * The name of the folder that a file is in, which is the person's name.
 * @param {File} file
 */
const folderOf = ({ webkitRelativePath }) => webkitRelativePath.split('/').at(-2) ?? '';

const isPhoto = (/** @type {File} */ { name }) => /\.(jpe?g|png|webp)$/i.test(name) && !name.startsWith('.');

/**
 * Makes the browser ask before people leave the page, as photos that haven't been sent would be lost.
 * @param {Event} event
 */
const warn = (event) => event.preventDefault();

/** @type {Promise<void> | undefined} */
let refreshing;

/** Updates the people on the page. Calls that come while an update waits share it. */
function refresh() {
  refreshing ??= inTurn(refreshNow).finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function refreshNow() {
  // A page that shows a form's fault can't be fetched again by its address. A result's page names its address.
  const result = /** @type {HTMLElement | null} */ (document.querySelector('[data-url]'));
  const page = await fetchPage(result?.dataset.url ?? (location.pathname === '/' ? location.href : '/'));
  if (page) for (const name of ['people', 'waiting', 'names']) swapPart(page, name);
}

/**
 * Adds photos one by one and shows the outcome of each. Without this script, the form sends all of them at once. Photos that are
 * chosen, dropped or taken with the camera get the typed name, and those in folders get the folder's name.
 * @param {HTMLElement} element
 */
export function start(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const name = /** @type {HTMLInputElement} */ (form.elements.namedItem('name'));
  const photos = /** @type {HTMLInputElement} */ (form.elements.namedItem('file'));
  const resume = part(form, 'resume');
  const queue = new UploadQueue(form.action, {
    files: part(form, 'files'),
    summary: part(form, 'summary'),
    progress: /** @type {HTMLProgressElement} */ (part(form, 'progress')),
    onAdded: refresh,
    async onDone(lost) {
      resume.hidden = lost === 0;
      window.removeEventListener('beforeunload', warn);
      await refresh();
    },
  });

  /** @param {Array<{ file: File, person: string }>} entries */
  const add = (entries) => {
    part(form, 'report').hidden = false;
    window.addEventListener('beforeunload', warn);
    resume.hidden = true;
    void queue.add(entries);
  };
  /** @param {readonly File[]} files */
  const addNamed = (files) => {
    if (!name.reportValidity() || files.length === 0) return;
    add(files.map((file) => ({ file, person: name.value })));
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    addNamed([...(photos.files ?? [])]);
    photos.value = '';
  });
  takeChosen(/** @type {HTMLInputElement} */ (part(form, 'camera')), addNamed);
  takeChosen(/** @type {HTMLInputElement} */ (part(form, 'folder')), (files) => {
    add(files.filter(isPhoto).map((file) => ({ file, person: folderOf(file) })));
  });
  resume.addEventListener('click', () => {
    resume.hidden = true;
    window.addEventListener('beforeunload', warn);
    void queue.resume();
  });
  acceptDrops(async (dropped) => {
    const found = await filesOf(dropped);
    const inFolders = found.filter(({ folder, file }) => folder && isPhoto(file));
    const loose = found.filter(({ folder }) => !folder).map(({ file }) => file);
    if (inFolders.length > 0) add(inFolders.map(({ file, folder }) => ({ file, person: folder })));
    addNamed(loose);
  });
}

/**
 * Accepts photos dropped anywhere on the page, except on elements that take drops themselves.
 * @param {(dropped: DataTransfer) => Promise<void>} onDrop
 */
function acceptDrops(onDrop) {
  const isElsewhere = (/** @type {DragEvent} */ { target }) =>
    target instanceof Element && target.closest('[data-takes-drops]');
  document.addEventListener('dragover', (event) => {
    if (isElsewhere(event) || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    document.body.classList.add('is-drop-target');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) document.body.classList.remove('is-drop-target');
  });
  document.addEventListener('drop', (event) => {
    document.body.classList.remove('is-drop-target');
    if (isElsewhere(event) || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    void onDrop(event.dataTransfer);
  });
}
