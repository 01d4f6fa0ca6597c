import { FIRST_NETWORK } from '../../catalog/descriptors';
import type { IgnoredRecord, PhotoRecord, RecognitionRecord, VerdictRecord, WaitingRecord } from '../gallery-format';
import type { NameEncoding } from './name-encodings';
import type { ZipEntry } from './zip-directory';

// A plan says what to do with the files of a zip. It is a text beside the zip, with a line of JSON for each file, so that it is read line
// by line and never held as a whole. A side thread writes it, and has checked all that is in it.

/** What was known of a file when its zip was exported. */
export type FiledRecord =
  | { kind: 'photo'; person: { name: string; createdAt: number }; isCover: boolean; record: PhotoRecord }
  | { kind: 'recognition'; record: RecognitionRecord }
  | { kind: 'waiting'; record: WaitingRecord };

/** What to do with one file of a zip. */
export type Work =
  | { kind: 'refuse'; message: string }
  /** Adds it to the photos of a person found in the zip, by their number; null: it has no name. The user may have chosen another. */
  | { kind: 'choose'; entry: ZipEntry; found: number | null }
  /** Adds it to the photos of the person with this name. */
  | { kind: 'add'; entry: ZipEntry; name: string }
  | { kind: 'restore'; entry: ZipEntry; filed: FiledRecord };

export interface Task {
  /** Its path in the zip, shortened to be shown. */
  file: string;
  /** The name of the person whose photo it is, to be shown; null when it is unknown, or the photo belongs to no person. */
  person: string | null;
  work: Work;
}

/** A person found in a zip. Their number is that of their line, from 0. */
export interface FoundLine {
  name: string;
  photos: number;
  /** Whether the name is only in the names of files. */
  isGuess: boolean;
  /** Whether the photos are added unless the user says otherwise. */
  isAdded: boolean;
}

/** What was said of a face: of a person's, or that it is to be ignored. Or somebody who stays when they have no photo. */
export type SaidLine =
  | { lasting: { name: string; createdAt: number } }
  | { name: string; verdict: VerdictRecord }
  | { ignored: IgnoredRecord };

/** Where lines begin and end in the text, in bytes. */
export interface Section {
  from: number;
  to: number;
}

/** What a preview says of a plan, and where its lines are. It is small. */
export interface PlanSummary {
  /** The encoding of the names that don't say theirs; null when all do. */
  encoding: NameEncoding | null;
  /** Whether the zip was exported by FamiliarFaces: then nothing about its names is to be chosen. */
  isExport: boolean;
  /** How many files are to be worked on, refused ones included. */
  tasks: number;
  /** How many of them are photos to add, results and drafts included. */
  photos: number;
  results: number;
  drafts: number;
  /** How many photos have no name. */
  unnamed: number;
  /** How many files are passed over, as programs and systems put them there. */
  passedOver: number;
  refused: { count: number; shown: string[] };
  /** How many things that were said of faces are left out, as there are too many. */
  unsaid: number;
  preferences: { matchSure: number | null; keepHours: number | null } | null;
  found: Section;
  work: Section;
  said: Section;
}

/** Writes a line. Descriptors become base64, which is exact and short. */
export const writeLine = (value: object): string =>
  `${JSON.stringify(value, (_key, each) =>
    each instanceof Float32Array ? Buffer.from(each.buffer, each.byteOffset, each.byteLength).toString('base64') : each,
  )}\n`;

/** What lines don't say of a descriptor that were written before networks had names. */
const FIRST = { network: FIRST_NETWORK, chips: 1 };

/** Reads a line that `writeLine` wrote. */
export const readLine = (line: string): unknown =>
  JSON.parse(line, (key, value) => {
    if (key === 'descriptor' && typeof value === 'string')
      return new Float32Array(new Uint8Array(Buffer.from(value, 'base64')).buffer);
    return value?.descriptor === undefined ? value : { ...FIRST, ...value };
  });
