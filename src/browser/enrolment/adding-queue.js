// @ts-check

import { counted } from '../core/elements.js';
import { link } from '../core/links.js';
import { UploadQueue } from '../core/upload-queue.js';
import { UploadReport } from '../core/upload-report.js';

/** @typedef {import('../core/upload-row.js').UploadRow} UploadRow */
/** @typedef {import('../core/send.js').Answer} Answer */

/** A sign and words for each outcome of a photo. */
const KINDS = /** @type {Record<string, readonly [sign: string, words: string]>} */ ({
  added: ['✓', 'Added.'],
  draft: ['?', 'Needs your answer.'],
  refused: ['✕', 'Refused.'],
  known: ['✓', 'Already added.'],
});
const NO_OUTCOME = 'The server’s answer couldn’t be understood. Please try again.';

/**
 * @param {UploadRow} row
 * @param {Answer} answer
 */
function tellAnswer(row, { ok, id, message = NO_OUTCOME, body }) {
  if (id === 'photo_known') return tellKind(row, 'known');
  /** @type {{ outcomes?: Array<{ kind: string, sentences: string[], url: string | null }> }} */
  const { outcomes: [outcome] = [] } = body ?? {};
  if (!ok || !outcome) {
    row.tell('✕', row.withoutName(message));
    return 'refused';
  }
  if (outcome.kind === 'draft' && outcome.url) row.link(outcome.url, 'Answer');
  return tellKind(row, outcome.kind, outcome.sentences);
}

/**
 * @param {UploadRow} row
 * @param {string} kind
 * @param {readonly string[]} [sentences]
 */
function tellKind(row, kind, sentences = []) {
  const [sign, words] = KINDS[kind] ?? ['✓', ''];
  row.tell(sign, [words, ...sentences].filter(Boolean).join(' '));
  return kind;
}

/**
 * Says what became of all photos: "3 photos added", or "26 added, 4 to review, 1 refused" when not all were.
 * @param {ReadonlyMap<string, number>} kinds
 * @param {number} total
 */
function sum(kinds, total) {
  const [added = 0, drafts = 0, refused = 0, known = 0] = ['added', 'draft', 'refused', 'known'].map((kind) =>
    kinds.get(kind),
  );
  if (added === total) return `${counted(added, 'photo')} added`;
  const parts = [
    added && `${added} added`,
    drafts && `${drafts} to review`,
    refused && `${refused} refused`,
    known && `${known} already added`,
  ];
  return parts.filter(Boolean).join(', ');
}

/**
 * Makes a queue that adds photos of people, and shows what becomes of each.
 * @param {HTMLElement} place where it shows that
 * @param {Pick<import('../core/upload-queue.js').Purpose, 'onTold' | 'onDone'>} then
 */
export const addingQueue = (place, then) =>
  new UploadQueue(new UploadReport(place, 'Uploaded photos'), {
    url: link('/images'),
    working: 'Looking for the face…',
    tellAnswer,
    sum,
    ...then,
  });

/**
 * @param {readonly File[]} files
 * @param {string} person a name
 * @returns {import('../core/upload-queue.js').Job[]}
 */
export const jobsFor = (files, person) =>
  files.map((file) => ({ file, label: `${person}, ${file.name}`, fields: { name: person } }));
