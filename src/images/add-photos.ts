import { type Fault, isFault, photosRefused } from '../errors';
import type { Notice } from '../web/notices';
import type { Upload } from '../web/receive-photos';
import type { AddedPhoto } from './gallery';
import { UNSEEN } from './person-name';

interface Outcome {
  file: string;
  result: AddedPhoto | Fault;
}

const LONGEST_FILE_NAME = 80;

/** A file's name as it can be shown: what a person's machine calls it, without what would break a line. */
const shown = (name: string) => name.replace(UNSEEN, '').slice(0, LONGEST_FILE_NAME);

/**
 * Adds the uploaded photos, several at a time, each for itself: one that is refused doesn't hold up the others.
 * @returns how each fared, in their order
 * @throws photosRefused when none was added
 */
export async function addPhotos(uploads: readonly Upload[], parallel: number, add: (upload: Upload) => Promise<AddedPhoto>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = uploads.entries();
  const addInTurn = async () => {
    for (const [index, upload] of waiting) {
      const result = await add(upload).catch((error: unknown) => (isFault(error) ? error : Promise.reject(error)));
      outcomes[index] = { file: shown(upload.originalName), result };
    }
  };
  await Promise.all(Array.from({ length: parallel }, addInTurn));
  const refusals = outcomes.flatMap(({ file, result }) => (isFault(result) ? [{ file, fault: result }] : []));
  if (refusals.length === outcomes.length) throw photosRefused(refusals);
  return outcomes;
}

/** What a person is told of them: how many were added, which showed several faces, which were refused and why. */
export function tellOutcomes(name: string, outcomes: readonly Outcome[]): Notice[] {
  const added = outcomes.filter(({ result }) => !isFault(result)).length;
  const notices: Notice[] = [{ kind: 'success', text: added === 1 ? `A photo of ${name} was added.` : `${added} photos of ${name} were added.` }];
  for (const { file, result } of outcomes) {
    if (isFault(result)) notices.push({ kind: 'danger', text: `${file} was not added: ${result.message}` });
    else if (result.faces > 1) notices.push({ kind: 'warning', text: `${file} shows ${result.faces} faces: the largest was taken.` });
  }
  return notices;
}
