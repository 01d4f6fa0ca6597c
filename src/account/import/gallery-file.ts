import * as errors from '../../errors';
import { FORMAT, galleryFile, PEOPLE_FILE, personRecord, VERSION } from '../gallery-format';
import type { ZipFile } from './zip-file';
import type { PlacedEntry } from './zip-folders';

/** A person as `people.json` has them; what it says of each photo is looked at when it is the photo's turn. */
export type FiledPerson = Omit<ReturnType<typeof personRecord.parse>, 'photos'>;

/** What `people.json` says of one file. */
export type Filed = { kind: 'photo'; person: FiledPerson; record: unknown } | { kind: 'recognition' | 'waiting'; record: unknown };

export interface FiledGallery {
  preferences: unknown;
  people: FiledPerson[];
  /** By the file's place in the zip. */
  files: Map<string, Filed>;
}

/** The numbers of some 40,000 photos, which fill far more than a zip of photos may have. */
const MOST_BYTES = 64_000_000;

/**
 * Reads the `people.json` of a zip that this app has made; undefined for any other zip.
 * @throws galleryFileUnreadable, galleryFileNewer
 */
export async function readGalleryFile(zip: ZipFile, placed: readonly PlacedEntry[]): Promise<FiledGallery | undefined> {
  const found = placed.find(({ place, leadsOut }) => !leadsOut && place.length === 1 && place[0] === PEOPLE_FILE);
  if (!found) return undefined;
  const bytes = await zip.unpack(found.entry, MOST_BYTES, () => errors.galleryFileUnreadable()).catch((error) => unreadable(error));
  const said = parse(bytes);
  const read = galleryFile.safeParse(said);
  if (read.data) return toGallery(read.data);
  const { format, version } = (said ?? {}) as Record<string, unknown>;
  if (format === FORMAT && Number(version) > VERSION) throw errors.galleryFileNewer();
  return unreadable(read.error);
}

function unreadable(cause: unknown): never {
  throw errors.galleryFileUnreadable(cause);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    return unreadable(error);
  }
}

/** What cannot be read of it is left out, and its files are as any others. */
function toGallery({ preferences, people: listed, recognitions, waiting }: ReturnType<typeof galleryFile.parse>): FiledGallery {
  const files: FiledGallery['files'] = new Map();
  const people: FiledPerson[] = [];
  for (const each of listed) {
    const { data } = personRecord.safeParse(each);
    if (!data) continue;
    const { photos, ...person } = data;
    people.push(person);
    for (const record of photos) put(files, { kind: 'photo', person, record });
  }
  for (const record of recognitions) put(files, { kind: 'recognition', record });
  for (const record of waiting) put(files, { kind: 'waiting', record });
  return { preferences, people, files };
}

function put(files: FiledGallery['files'], filed: Filed): void {
  const { file } = (filed.record ?? {}) as { file?: unknown };
  if (typeof file === 'string') files.set(file.normalize('NFC'), filed);
}
