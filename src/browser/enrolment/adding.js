// @ts-check
import { takeFromCamera } from '../core/camera.js';
import { takeChosen } from '../core/chosen-files.js';
import { sortFiles } from '../core/dropped-files.js';
import { takeDrops } from '../core/drops.js';
import { Later, loadNow } from '../core/later.js';
import { refreshPeople } from './refresh-people.js';
import { WaitingPhotos } from './waiting-photos.js';

/**
 * Adds photos one by one and shows the outcome of each. Without this script, the form sends all of them at once. Photos that are
 * chosen, dropped or taken with the camera get the typed name or wait for one, and those in folders get the folder's name.
 * @param {HTMLElement} element
 * @param {(root: ParentNode) => void} startWithin
 */
export function start(element, startWithin) {
  const form = /** @type {HTMLFormElement} */ (element);
  const part = (/** @type {string} */ which) =>
    /** @type {HTMLElement} */ (form.querySelector(`[data-adding="${which}"]`));
  const name = /** @type {HTMLInputElement} */ (form.elements.namedItem('name'));
  const photos = /** @type {HTMLInputElement} */ (form.elements.namedItem('file'));
  const waiting = new WaitingPhotos({ name, photos, question: part('question'), told: part('waiting') });
  /** The name that photos were added to last, until it is cleared. */
  let used = '';

  /** Whether a photo of this list was added, or asks something. */
  let hasTaken = false;

  const uploads = new Later(async () => {
    const { addingQueue, jobsFor } = await import('./adding-queue.js');
    const queue = addingQueue(part('report'), {
      onTold(kind) {
        if (kind !== 'added' && kind !== 'draft') return;
        hasTaken = true;
        void refreshPeople(startWithin);
      },
      onDone() {
        // The next photos are somebody else's. What was typed in the meantime stays, and so does the name of photos that were all refused.
        if (hasTaken && name.value === used) name.value = '';
        hasTaken = false;
        void refreshPeople(startWithin);
      },
    });
    return { queue, jobsFor };
  });
  /** @param {readonly import('../core/upload-queue.js').Job[]} jobs */
  const add = async (jobs) => void (await uploads.get())?.queue.add(jobs);

  /** Adds the photos in the form to the typed person. They stay there if what sends them can't be loaded. */
  const addWaiting = async () => {
    const loaded = await uploads.get();
    if (!loaded) return;
    used = name.value;
    void loaded.queue.add(loaded.jobsFor(waiting.takeAll(), used));
  };

  /** Takes photos without a name of their own. @param {readonly File[]} files */
  const take = (files) => {
    waiting.put(files);
    if (name.value.trim() !== '') void addWaiting();
    else waiting.ask();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void addWaiting();
  });
  part('who').addEventListener('click', () => {
    document.dispatchEvent(new CustomEvent('recognize-photos', { detail: waiting.takeAll() }));
  });
  takeFromCamera(/** @type {HTMLInputElement} */ (part('camera')), take);
  takeChosen(/** @type {HTMLInputElement} */ (part('folder')), async (files) => {
    const adding = await loadNow(() => import('./adding-folders.js'));
    const found = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    const { inFolders, photos: loose } = sortFiles(found);
    await adding?.addFolders([...inFolders, ...loose.map((file) => ({ file, path: file.name }))], [], { add });
  });
  takeDrops({
    zone: null,
    invite: () =>
      name.value.trim() === ''
        ? 'Drop photos, or a folder for each person, to add them'
        : `Drop to add photos of ${name.value.trim()}`,
    person: () => name.value.trim(),
    take,
    add,
  });
  return uploads.tried;
}
