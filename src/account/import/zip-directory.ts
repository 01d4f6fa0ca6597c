import type { FileHandle } from 'node:fs/promises';
import { type ZipFile as Directory, type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import * as errors from '../../errors';
import { type ListedName, nameOf, readNames, type ZipNames } from './zip-names';

const MAX_ENTRIES = 50_000;
/** The size of the zip's list of files, which is kept in memory. */
const MAX_LIST_BYTES = 32_000_000;

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4
const LINK = 0o120000;
const KIND = 0o170000;

/** One file in a zip, as the zip's list describes it. None of it can be trusted. */
export interface ZipEntry {
  /** The path, as `readNames` reads it. */
  name: string;
  /** Bytes when unpacked. */
  size: number;
  packedSize: number;
  packedBy: number;
  isLink: boolean;
  isLocked: boolean;
  isKnownPacking: boolean;
  crc32: number;
  /** Where its header begins. */
  offset: number;
}

/** The list is read in small pieces, one after the other: a window of it takes the place of thousands of reads. */
const WINDOW_BYTES = 1_000_000;

/** Reads an open file at any position. A zip may name positions beyond its end. */
class FileReader extends RandomAccessReader {
  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {
    super();
  }

  private window = { from: 0, bytes: Buffer.alloc(0) };

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (!(position >= 0 && position + length <= this.size))
      return void setImmediate(callback, new Error('The zip names a place beyond its end.'));
    this.copy(buffer, offset, length, position).then(
      (isWhole) => callback(isWhole ? null : new Error('unexpected end')),
      callback,
    );
  }

  private async copy(buffer: Buffer, offset: number, length: number, position: number): Promise<boolean> {
    const { from, bytes } = this.window;
    if (position < from || position + length > from + bytes.length) {
      const wanted = Math.max(Math.min(WINDOW_BYTES, this.size - position), length);
      const { bytesRead, buffer: read } = await this.file.read(Buffer.alloc(wanted), 0, wanted, position);
      this.window = { from: position, bytes: read.subarray(0, bytesRead) };
    }
    const start = position - this.window.from;
    return this.window.bytes.copy(buffer, offset, start, start + length) === length;
  }
}

/** The list of files in a zip, in its order, without folders. */
export interface ZipList extends Pick<ZipNames, 'encoding'> {
  entries: ZipEntry[];
}

/**
 * Reads the list of files in a zip.
 * @param size bytes of the zip
 * @param encoding of the names that don't say theirs; null to guess it
 * @throws zipUnreadable, zipTooManyFiles
 */
export async function listEntries(file: FileHandle, size: number, encoding: string | null): Promise<ZipList> {
  // We decode names and check sizes ourselves: yauzl would refuse the whole zip because of one bad file.
  const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };
  const directory = await fromRandomAccessReaderPromise(new FileReader(file, size), size, options).catch(unreadable);
  if (directory.entryCount > MAX_ENTRIES) throw errors.zipTooManyFiles(MAX_ENTRIES);
  const listed = await list(directory).catch(unreadable);
  const names = readNames(
    listed.map(({ named }) => named),
    encoding,
  );
  const entries = listed.map(({ entry }, index) => ({ ...entry, name: names.names[index] ?? '' }));
  return { entries: entries.filter(({ name }) => !name.endsWith('/')), encoding: names.encoding };
}

function unreadable(cause: unknown): never {
  throw errors.zipUnreadable(cause);
}

/** An entry whose name isn't decoded yet. */
interface ListedEntry {
  named: ListedName;
  entry: Omit<ZipEntry, 'name'>;
}

async function list(directory: Directory): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  let bytes = 0;
  for await (const listed of directory.eachEntry()) {
    bytes += listed.fileNameLength + listed.extraFieldLength + listed.fileCommentLength;
    if (bytes > MAX_LIST_BYTES) throw new Error('The list of files is too long.');
    // Without its other extra fields, of which there may be thousands.
    entries.push({ named: nameOf(listed), entry: toEntry(listed) });
  }
  return entries;
}

function toEntry(listed: Entry): Omit<ZipEntry, 'name'> {
  return {
    size: listed.uncompressedSize,
    packedSize: listed.compressedSize,
    packedBy: listed.compressionMethod,
    isLink: ((listed.externalFileAttributes >>> 16) & KIND) === LINK,
    isLocked: listed.isEncrypted(),
    isKnownPacking: listed.canDecodeFileData(),
    crc32: listed.crc32,
    offset: listed.relativeOffsetOfLocalHeader,
  };
}
