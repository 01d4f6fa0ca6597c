import { faultOf } from '../catalog/storage-faults';
import { type Fault, isFault, photosRefused } from '../errors';
import { UNSEEN } from '../gallery/person-name';
import type { Upload } from '../web/uploads/receive-photos';
import type { Outcome } from './enrolment';

/** How one of several files fared. */
export interface FileOutcome {
  /** As it can be shown. */
  file: string;
  result: Outcome | Fault;
}

const MAX_FILE_NAME_LENGTH = 80;

/** A file's name as it can be shown: what a person's machine calls it, without what would break a line. */
export const displayFileName = (name: string): string =>
  name.replace(UNSEEN, '').slice(0, MAX_FILE_NAME_LENGTH).toWellFormed();

/**
 * Adds the uploaded photos, several at a time, each for itself: one that is refused doesn't hold up the others.
 * @returns how each fared, in their order
 * @throws photosRefused when none was added or asks
 */
export async function addPhotos(
  uploads: readonly Upload[],
  parallel: number,
  add: (upload: Upload) => Promise<Outcome>,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  const waiting = uploads.entries();
  const addInTurn = async () => {
    for (const [index, upload] of waiting) {
      const result = await add(upload).catch((error: unknown) => faultOf(error) ?? Promise.reject(error));
      outcomes[index] = { file: displayFileName(upload.originalName), result };
    }
  };
  await Promise.all(Array.from({ length: parallel }, addInTurn));
  const refusals = outcomes.flatMap(({ file, result }) => (isFault(result) ? [{ file, fault: result }] : []));
  if (refusals.length === outcomes.length) throw photosRefused(refusals);
  return outcomes;
}
