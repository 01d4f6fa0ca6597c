// @ts-check
import { placeOnTop } from '../core/notices.js';
import { addingQueue, jobsFor } from './adding-queue.js';
import { previewFolders } from './folder-preview.js';

/** @typedef {(jobs: readonly import('../core/upload-queue.js').Job[]) => void} Add */

/** @type {Add | undefined} */
let addOnTop;

/** @type {Add} */
function addAnywhere(jobs) {
  if (!addOnTop) {
    const queue = addingQueue(placeOnTop('Adding photos'), {});
    addOnTop = (more) => void queue.add(more);
  }
  addOnTop(jobs);
}

/**
 * Shows whose photos are in folders, and adds those that people choose.
 * @param {readonly import('../core/dropped-files.js').FoundFile[]} found
 * @param {readonly string[]} unreadable what the browser couldn't open
 * @param {{ person?: () => string, add?: Add }} where whose photos those without a name are, and what adds them
 */
export async function addFolders(found, unreadable, { person = () => '', add = addAnywhere }) {
  const groups = await previewFolders(found, { unreadable, person: person() });
  const jobs = groups.flatMap(({ person: name, files }) => jobsFor(files, name));
  if (jobs.length > 0) add(jobs);
}
