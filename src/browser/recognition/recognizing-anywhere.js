// @ts-check
import { placeOnTop } from '../core/notices.js';
import { jobsFor, recognizingQueue } from './recognizing-queue.js';

/** @type {import('../core/upload-queue.js').UploadQueue | undefined} */
let queue;

/**
 * Recognizes people in photos on a page without a form for that.
 * @param {readonly File[]} photos
 */
export function recognizeAnywhere(photos) {
  queue ??= recognizingQueue(placeOnTop('Who’s in these photos?'));
  void queue.add(jobsFor(photos));
}
