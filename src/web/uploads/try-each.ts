import { faultOf } from '../../catalog/storage-faults';
import { type Fault, isFault, photosRefused } from '../../errors';
import { UNSEEN } from '../../gallery/person-name';
import type { Upload } from './receive-photos';

/** What became of one of several uploaded files. */
export interface FileOutcome<Result> {
  /** The file's name, safe to show. */
  file: string;
  result: Result | Fault;
}

const MAX_FILE_NAME_LENGTH = 80;

/** Makes a file's name safe to show: without control characters, and not too long. */
export const displayFileName = (name: string): string =>
  name.replace(UNSEEN, '').slice(0, MAX_FILE_NAME_LENGTH).toWellFormed();

/**
 * Works on uploaded photos one by one: a photo that is refused doesn't affect the others.
 * @param parallel how many it works on at the same time
 * @returns what became of each photo, in their order
 */
export async function outcomesOf<Result extends object | string>(
  uploads: readonly Upload[],
  parallel: number,
  work: (upload: Upload) => Promise<Result>,
): Promise<FileOutcome<Result>[]> {
  const outcomes: FileOutcome<Result>[] = [];
  // All loops below take their photos from this one iterator.
  const queue = uploads.entries();
  const workFromQueue = async () => {
    for (const [index, upload] of queue) {
      const result = await work(upload).catch((error: unknown) => faultOf(error) ?? Promise.reject(error));
      outcomes[index] = { file: displayFileName(upload.originalName), result };
    }
  };
  await Promise.all(Array.from({ length: parallel }, workFromQueue));
  return outcomes;
}

/**
 * As `outcomesOf`, for people, who are told why nothing was done.
 * @param nothingDone the sentence when all were refused for different reasons
 * @throws photosRefused when all were refused
 */
export async function tryEach<Result extends object | string>(
  uploads: readonly Upload[],
  parallel: number,
  work: (upload: Upload) => Promise<Result>,
  nothingDone?: string,
): Promise<FileOutcome<Result>[]> {
  const outcomes = await outcomesOf(uploads, parallel, work);
  const refusals = outcomes.flatMap(({ file, result }) => (isFault(result) ? [{ file, fault: result }] : []));
  if (refusals.length === outcomes.length) throw photosRefused(refusals, nothingDone);
  return outcomes;
}
