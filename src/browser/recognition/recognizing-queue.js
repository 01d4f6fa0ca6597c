// @ts-check

import { counted, make } from '../core/elements.js';
import { link } from '../core/links.js';
import { UploadQueue } from '../core/upload-queue.js';
import { UploadReport } from '../core/upload-report.js';

/** The text shown for each stage. */
export const STAGES = {
  waiting: 'Waiting in line…',
  decoding: 'Reading the photo…',
  detecting: 'Looking for faces…',
  describing: 'Comparing faces…',
};

/** What is sent, and what is told meanwhile. */
export const RECOGNIZING = { url: link('/recognition'), working: STAGES.waiting, stages: STAGES };

/**
 * @param {import('../core/upload-row.js').UploadRow} row
 * @param {import('../core/send.js').Answer} answer
 */
function tellAnswer(row, { ok, location, message = 'Something went wrong. Please try again.' }) {
  if (!ok || !location) {
    row.tell('✕', row.withoutName(message));
    return 'refused';
  }
  row.tell('✓', 'Done.');
  row.link(location, 'View result');
  row.element.dataset.result = location;
  return 'done';
}

/** @param {ReadonlyMap<string, number>} kinds */
function sum(kinds) {
  const [done = 0, refused = 0] = [kinds.get('done'), kinds.get('refused')];
  return [done && counted(done, 'result'), refused && `${refused} refused`].filter(Boolean).join(', ');
}

/**
 * Makes a queue that recognizes people in several photos, and shows a row for each that leads to its result.
 * @param {HTMLElement} place where it shows them
 */
export function recognizingQueue(place) {
  const report = new UploadReport(place, 'Photos to recognize');
  const all = make(
    'a',
    { className: 'btn btn-outline-secondary btn-sm', href: link('/recognition'), hidden: true },
    'View all in History',
  );
  report.again.after(all);
  return new UploadQueue(report, {
    ...RECOGNIZING,
    hasPictures: true,
    tellAnswer,
    sum,
    onDone(entries) {
      const [first] = entries;
      all.hidden = !entries.some(({ kind }) => kind === 'done');
      const { result } = first?.row.element.dataset ?? {};
      if (entries.length === 1 && result) location.assign(result);
    },
  });
}

/**
 * @param {readonly File[]} files
 * @returns {import('../core/upload-queue.js').Job[]}
 */
export const jobsFor = (files) => files.map((file) => ({ file, label: file.name, fields: {} }));
