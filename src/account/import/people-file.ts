import * as errors from '../../errors';
import { FORMAT, galleryFile, PEOPLE_FILE, personRecord, VERSION } from '../gallery-format';
import { type SplitJson, splitJson } from './split-json';
import type { ZipFile } from './zip-file';
import type { PlacedEntry } from './zip-folders';

// Reads `people.json`, in a side thread.

/** The JSON of one photo, verdict or the like. */
type RawRecord = Buffer;

/** A person of `people.json`, without the photos. */
export interface ManifestPerson {
  name: string;
  createdAt: number;
  folder: string;
  cover: string | null;
  /** Whether they stay when they have no photo. */
  stays: boolean;
}

/** The record of one file in `people.json`. */
export type ManifestEntry =
  | { kind: 'photo'; person: ManifestPerson; record: RawRecord }
  | { kind: 'recognition' | 'waiting'; record: RawRecord };

/** A split `people.json`. Its records are parsed when they are needed, each once. */
export interface Manifest {
  preferences: unknown;
  people: ManifestPerson[];
  filed(): Iterable<ManifestEntry>;
  verdicts(): Iterable<{ person: ManifestPerson; record: RawRecord }>;
  ignored(): Iterable<{ person: null; record: RawRecord }>;
}

/** Enough for the records of some 60,000 photos. */
const MAX_BYTES = 128_000_000;
/** Figures of descriptors don't pack well: an honest file unpacks to two or three times its packed size. */
const MAX_RATIO = 20;
const FREE_BYTES = 1_000_000;
/** The size of the JSON without its records, and of what stands for each of those. */
const MAX_REST_BYTES = 8_000_000;
const MARK_BYTES = 32;
/** Records, and half a million for each other thing that a list may hold. */
const LIMITS = { pieces: 500_000, marks: 1_500_000 };
/** As many as a zip may have folders. */
const MAX_PEOPLE = 50_000;
/** The record of a photo with hundreds of faces takes some hundred kilobytes. */
const MAX_RECORD_BYTES = 2_000_000;

/** The depth of records. Those of people are in their lists ({1 people: [2 {3 photos: [4 {5 …), the others in lists of the outermost object. */
const depthOf = (key: string) => (key === 'people' ? 5 : 3);

/**
 * Reads the manifest of an exported zip; undefined for any other zip.
 * @throws galleryFileUnreadable, galleryFileNewer
 */
export async function readPeopleFile(zip: ZipFile, placed: readonly PlacedEntry[]): Promise<Manifest | undefined> {
  const found = placed.find(({ place, leadsOut }) => !leadsOut && place.length === 1 && place[0] === PEOPLE_FILE);
  if (!found) return undefined;
  const { size, packedSize } = found.entry;
  if (size > Math.max(FREE_BYTES, MAX_RATIO * packedSize)) throw errors.galleryFileUnreadable();
  const bytes = await zip.unpack(found.entry, MAX_BYTES, () => errors.galleryFileUnreadable()).catch(unreadable);
  const split = trySplit(bytes);
  if (split.rest.length > MAX_REST_BYTES + MARK_BYTES * split.count) throw errors.galleryFileUnreadable();
  return toManifest(parseFile(split.rest), split);
}

function unreadable(): never {
  throw errors.galleryFileUnreadable();
}

function trySplit(bytes: Buffer): SplitJson {
  try {
    return splitJson(bytes, depthOf, LIMITS);
  } catch {
    return unreadable();
  }
}

/** Parses a record; undefined when it isn't JSON or is too large. */
export function parseRecord(bytes: RawRecord): unknown {
  try {
    return bytes.length > MAX_RECORD_BYTES ? undefined : JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

type GalleryFile = ReturnType<typeof galleryFile.parse>;

function parseFile(bytes: Buffer): GalleryFile {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString());
  } catch (error) {
    // Without the parser's message, which quotes the file.
    const [position = 'unknown position'] = /position \d+/.exec(String(error)) ?? [];
    throw errors.galleryFileUnreadable(new Error(`The JSON without its records is damaged at ${position}.`));
  }
  const { data } = galleryFile.safeParse(content);
  if (data && data.people.length <= MAX_PEOPLE) return data;
  const { format, version } = (content ?? {}) as Record<string, unknown>;
  if (format === FORMAT && Number(version) > VERSION) throw errors.galleryFileNewer();
  return unreadable();
}

/** Puts the manifest together. Invalid people are left out; their files are then treated like files without a record. */
function toManifest(
  { preferences, people: listed, recognitions, waiting, ignored = [] }: GalleryFile,
  { pieceFor }: SplitJson,
): Manifest {
  function* records(list: readonly unknown[]) {
    for (const each of list) {
      const piece = pieceFor(each);
      if (piece) yield piece;
    }
  }
  const people = listed.flatMap((each) => {
    if (typeof each !== 'object' || each === null) return [];
    const { data } = personRecord.safeParse(each);
    if (!data) return [];
    const { photos, verdicts, ...person } = data;
    return [{ person, photos, verdicts }];
  });
  return {
    preferences,
    people: people.map(({ person }) => person),
    *filed() {
      for (const { person, photos } of people)
        for (const record of records(photos)) yield { kind: 'photo', person, record };
      for (const record of records(recognitions)) yield { kind: 'recognition', record };
      for (const record of records(waiting)) yield { kind: 'waiting', record };
    },
    *verdicts() {
      for (const { person, verdicts } of people) for (const record of records(verdicts)) yield { person, record };
    },
    *ignored() {
      for (const record of records(ignored)) yield { person: null, record };
    },
  };
}
