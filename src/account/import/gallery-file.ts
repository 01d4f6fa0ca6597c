import { setImmediate } from 'node:timers/promises';
import * as errors from '../../errors';
import { FORMAT, galleryFile, PEOPLE_FILE, personRecord, VERSION } from '../gallery-format';
import { splitJson } from './split-json';
import type { ZipFile } from './zip-file';
import type { PlacedEntry } from './zip-folders';

/** The JSON of one photo, verdict or the like. It is parsed when it is needed. */
export type RawRecord = Buffer;

/** A person of `people.json`, without the photos. */
export interface ManifestPerson {
  name: string;
  createdAt: number;
  folder: string;
  cover: string | null;
  verdicts: RawRecord[];
}

/** The record of one file in `people.json`. */
export type ManifestEntry =
  | { kind: 'photo'; person: ManifestPerson; record: RawRecord }
  | { kind: 'recognition' | 'waiting'; record: RawRecord };

/** A parsed `people.json`. */
export interface Manifest {
  preferences: unknown;
  people: ManifestPerson[];
  /** The records by the file's path in the zip. */
  files: Map<string, ManifestEntry>;
  ignored: RawRecord[];
}

/** Enough for the records of some 60,000 photos. */
const MAX_BYTES = 128_000_000;
/** The size of the JSON that may be parsed at once. */
const MAX_BYTES_AT_ONCE = 8_000_000;
const MAX_RECORDS = 500_000;
const RECORDS_AT_ONCE = 200;
/** The record of a photo with hundreds of faces takes some hundred kilobytes. */
const MAX_RECORD_BYTES = 2_000_000;

/** The depth of records. Those of people are in their lists ({1 people: [2 {3 photos: [4 {5 …), the others in lists of the outermost object. */
const depthOf = (key: string) => (key === 'people' ? 5 : 3);

/**
 * Reads the manifest of an exported zip; undefined for any other zip.
 * @throws galleryFileUnreadable, galleryFileNewer
 */
export async function readGalleryFile(zip: ZipFile, placed: readonly PlacedEntry[]): Promise<Manifest | undefined> {
  const found = placed.find(({ place, leadsOut }) => !leadsOut && place.length === 1 && place[0] === PEOPLE_FILE);
  if (!found) return undefined;
  const bytes = await zip.unpack(found.entry, MAX_BYTES, () => errors.galleryFileUnreadable()).catch(unreadable);
  const { rest, pieces } = await splitJson(bytes, depthOf, MAX_RECORDS).catch(unreadable);
  if (rest.length > MAX_BYTES_AT_ONCE) return unreadable(undefined);
  return toGallery(parseFile(rest), pieces);
}

function unreadable(cause: unknown): never {
  throw errors.galleryFileUnreadable(cause);
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
    return unreadable(error);
  }
  const { data, error } = galleryFile.safeParse(content);
  if (data) return data;
  const { format, version } = (content ?? {}) as Record<string, unknown>;
  if (format === FORMAT && Number(version) > VERSION) throw errors.galleryFileNewer();
  return unreadable(error);
}

/** Puts the manifest together. Invalid people are left out; their files are then treated like files without a record. */
async function toGallery(
  { preferences, people: listed, recognitions, waiting, ignored = [] }: GalleryFile,
  pieces: readonly RawRecord[],
): Promise<Manifest> {
  const filed: ManifestEntry[] = [];
  const people: ManifestPerson[] = [];
  const recordsOf = (numbers: readonly unknown[]) => numbers.flatMap((each) => pieces[Number(each)] ?? []);
  for (const each of listed) {
    const { data } = personRecord.safeParse(each);
    if (!data) continue;
    const { photos, verdicts, ...rest } = data;
    const person = { ...rest, verdicts: recordsOf(verdicts) };
    people.push(person);
    for (const record of recordsOf(photos)) filed.push({ kind: 'photo', person, record });
  }
  for (const record of recordsOf(recognitions)) filed.push({ kind: 'recognition', record });
  for (const record of recordsOf(waiting)) filed.push({ kind: 'waiting', record });
  return { preferences, people, files: await byFile(filed), ignored: recordsOf(ignored) };
}

async function byFile(all: readonly ManifestEntry[]): Promise<Map<string, ManifestEntry>> {
  const files = new Map<string, ManifestEntry>();
  for (const [i, filed] of all.entries()) {
    if (i % RECORDS_AT_ONCE === RECORDS_AT_ONCE - 1) await setImmediate();
    const { file } = (parseRecord(filed.record) ?? {}) as { file?: unknown };
    if (typeof file === 'string') files.set(file.normalize('NFC'), filed);
  }
  return files;
}
