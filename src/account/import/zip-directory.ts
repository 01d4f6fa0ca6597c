import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import {
  type ZipFile as Directory,
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
} from 'yauzl';
import * as errors from '../../errors';

const MAX_ENTRIES = 50_000;
/** The size of the zip's list of files, which is kept in memory. */
const MAX_LIST_BYTES = 32_000_000;

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4
const UTF8_NAME = 0x800;
const LINK = 0o120000;
const KIND = 0o170000;

/** One file in a zip, as the zip's list describes it. None of it can be trusted. */
export interface ZipEntry {
  /** The path, with `/` between folders, normalized (NFC), as some systems write accents apart from their letters. */
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

/** Reads an open file at any position. A zip may name positions beyond its end. */
class FileReader extends RandomAccessReader {
  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (!(position >= 0 && position + length <= this.size))
      return void setImmediate(callback, new Error('The zip names a place beyond its end.'));
    this.file
      .read(buffer, offset, length, position)
      .then(({ bytesRead }) => callback(bytesRead < length ? new Error('unexpected end') : null), callback);
  }
}

/**
 * Reads the list of files in a zip, in its order, without folders.
 * @param size bytes of the zip
 * @throws zipUnreadable, zipTooManyFiles
 */
export async function listEntries(file: FileHandle, size: number): Promise<ZipEntry[]> {
  // We decode names and check sizes ourselves: yauzl would refuse the whole zip because of one bad file.
  const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };
  const directory = await fromRandomAccessReaderPromise(new FileReader(file, size), size, options).catch(unreadable);
  if (directory.entryCount > MAX_ENTRIES) throw errors.zipTooManyFiles(MAX_ENTRIES);
  return list(directory).catch(unreadable);
}

function unreadable(cause: unknown): never {
  throw errors.zipUnreadable(cause);
}

async function list(directory: Directory): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let bytes = 0;
  for await (const listed of directory.eachEntry()) {
    bytes += listed.fileNameLength + listed.extraFieldLength + listed.fileCommentLength;
    if (bytes > MAX_LIST_BYTES) throw new Error('The list of files is too long.');
    const entry = toEntry(listed);
    if (!entry.name.endsWith('/')) entries.push(entry);
  }
  return entries;
}

function toEntry(listed: Entry): ZipEntry {
  // Without the flag a name should be in code page 437, but macOS writes UTF-8 without saying so.
  const flags = listed.generalPurposeBitFlag | (isUtf8(listed.fileNameRaw) ? UTF8_NAME : 0);
  return {
    name: getFileNameLowLevel(flags, listed.fileNameRaw, listed.extraFields, false).normalize('NFC'),
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
