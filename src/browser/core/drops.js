// @ts-check
import { DragHint } from './drag-hint.js';
import { isDraggedHere, isForAField, promiseOf } from './dragging.js';
import { filesOf, sentencesFor } from './dropped-files.js';
import { loadNow } from './later.js';
import { tellNotice } from './notices.js';

/** @typedef {import('./dropped-files.js').Dropped} Dropped */

/**
 * A part of the page that takes photos.
 * @typedef {object} Taker
 * @property {Element | null} zone null for the whole page
 * @property {() => string} invite says what a drop of photos does here
 * @property {boolean} [takesFolders] whether it takes the photos in folders as if they were not in any
 * @property {(photos: File[]) => void} take
 * @property {() => string} [person] whose photos those without a name are
 * @property {import('../enrolment/adding-folders.js').Add} [add] adds photos of people, and shows what becomes of them
 */

/** @type {Taker[]} */
const takers = [];

/** Where no form takes photos, they are recognized. */
const ANYWHERE = /** @type {Taker} */ ({
  zone: null,
  invite: () => 'Drop to see who’s in the photos',
  take: async (photos) =>
    (await loadNow(() => import('../recognition/recognizing-anywhere.js')))?.recognizeAnywhere(photos),
});

/**
 * Gives the photos that are dropped on a part of the page to it.
 * @param {Taker} taker
 */
export const takeDrops = (taker) => void takers.push(taker);

const isSignedIn = () => document.body.hasAttribute('data-signed-in');

/** @param {EventTarget | null} target */
function takerAt(target) {
  const within = takers.find(({ zone }) => zone && target instanceof Node && zone.contains(target));
  return within ?? takers.find(({ zone }) => zone === null) ?? ANYWHERE;
}

/** @param {DragEvent} event */
function invite({ dataTransfer, target }) {
  if (!isSignedIn()) return { sentence: 'Please sign in first', zone: null };
  const promise = dataTransfer ? promiseOf(dataTransfer) : 'nothing';
  if (promise === 'zip') return { sentence: 'Drop to import the zip', zone: null };
  const { zone, invite: sentence } = takerAt(target);
  return { sentence: promise === 'nothing' ? 'Only files can be dropped here' : sentence(), zone };
}

/**
 * @param {Dropped} dropped
 * @param {Taker} taker
 */
async function take(dropped, taker) {
  const { photos, inFolders, zips, others, unreadable } = dropped;
  const [zip] = zips;
  if (zip && zips.length + photos.length + inFolders.length + others.length === 1)
    return (await loadNow(() => import('../account/zip-anywhere.js')))?.importAnywhere(zip);
  if (inFolders.length > 0 && !taker.takesFolders) {
    const adding = await loadNow(() => import('../enrolment/adding-folders.js'));
    const loose = [...photos, ...zips, ...others].map((file) => ({ file, path: file.name }));
    return adding?.addFolders([...inFolders, ...loose], unreadable, taker);
  }
  const taken = [...photos];
  if (inFolders.length > 0) {
    const folders = await loadNow(() => import('./photos-in-folders.js'));
    if (!folders) return;
    taken.push(...folders.photosIn(inFolders));
  }
  const left = sentencesFor(dropped, taken.length > 0);
  if (left.length > 0) tellNotice(left.join(' '));
  if (taken.length > 0) taker.take(taken);
}

/** Takes whatever is dropped on the page, so that the browser never opens it in the place of the page. */
export function startDrops() {
  const hint = new DragHint();
  document.addEventListener('dragover', (event) => {
    if (isForAField(event)) return;
    event.preventDefault();
    const { sentence, zone } = invite(event);
    if (event.dataTransfer) event.dataTransfer.dropEffect = isDraggedHere() || !isSignedIn() ? 'none' : 'copy';
    if (!isDraggedHere()) hint.show(sentence, zone);
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && hint.hide());
  document.addEventListener('drop', (event) => {
    hint.hide();
    if (isForAField(event)) return;
    event.preventDefault();
    const { dataTransfer, target } = event;
    if (!dataTransfer || isDraggedHere() || !isSignedIn()) return;
    if (!dataTransfer.types.includes('Files')) {
      tellNotice('Only files can be dropped here. To use a picture of another page, save it first.');
      return;
    }
    const taker = takerAt(target);
    void filesOf(dataTransfer).then((dropped) => take(dropped, taker));
  });
}
