import * as errors from '../../errors';
import { readName } from '../../gallery/person-name';
import type { Manifest, ManifestEntry } from './gallery-file';
import type { FoundPerson } from './import-choices';
import type { ZipEntry } from './zip-directory';

/** What to do with one file of a zip. */
export interface Task {
  /** Its path in the zip, shortened to be shown. */
  file: string;
  /** The name of the person whose photo it is; null when it is unknown, or the photo belongs to no person. */
  person: string | null;
  work:
    | { kind: 'refuse'; fault: errors.Fault }
    | { kind: 'add'; entry: ZipEntry; name: string }
    | { kind: 'restore'; entry: ZipEntry; filed: ManifestEntry };
}

/** What to do with the files of a zip. */
export interface Plan {
  /** The same tasks in the same order for the same zip and choices, as results are stored by a task's position. */
  tasks: Task[];
  /** Of an exported zip. */
  manifest: Manifest | undefined;
  /** Of any other zip: whom its folders and files are named after, and how many photos have no name. */
  people: { found: FoundPerson[]; unnamed: number } | undefined;
  /** The files that can't be read, by their paths, shortened to be shown. */
  unread: string[];
  /** How many files are passed over, as programs and systems put them there. */
  passedOver: number;
  /** How many photos the user left out. */
  leftOut: number;
}

export const refusal = (fault: errors.Fault): Task['work'] => ({ kind: 'refuse', fault });

/** The work of adding a photo; a refusal when the name can't be a person's. */
export function adding(entry: ZipEntry, name: string): Task['work'] {
  try {
    return { kind: 'add', entry, name: readName(name) };
  } catch (error) {
    if (errors.isFault(error)) return refusal(error);
    throw error;
  }
}
