import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import {
  type ZipFile as Directory,
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
} from 'yauzl';
import * as errors from '../../errors';

const inflate = promisify(inflateRaw);

const MAX_ENTRIES = 50_000;
/** Of the zip's list of files; it is held in memory. */
const MAX_LIST_BYTES = 32_000_000;
/** A zip may unpack to so many times its size. Photos don't shrink in a zip, and text shrinks to a fraction of about a tenth at most. */
const MAX_RATIO = 10;
const FREE_BYTES = 100_000_000;

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7 and 4.4
const LOCAL_HEADER = { signature: 0x04034b50, length: 30 };
const UTF8_NAME = 0x800;
const STORED = 0;
const LINK = 0o120000;
const KIND = 0o170000;

/** One file in a zip, as the zip lists it. Nothing of it is to be trusted. */
export interface ZipEntry {
  /** With `/` between folders, and normalised (NFC): some systems write accents apart from their letters. */
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

/** Reads at any place of an open file; a zip may name places that no file has. */
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

/** An uploaded zip. Its list is read at once, its files one by one, each within a limit. */
export class ZipFile {
  private constructor(
    private readonly file: FileHandle,
    /** In the order of the zip's own list, without its folders. */
    readonly entries: readonly ZipEntry[],
  ) {}

  /**
   * Reads the list of files in a zip.
   * @param file closed together with the zip, or at once when this throws
   * @param limit bytes of the largest file that will be unpacked; larger ones are listed, but don't count as unpacked data
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar
   */
  static async read(file: FileHandle, limit: number): Promise<ZipFile> {
    try {
      const { size } = await file.stat();
      // We decode names and check sizes ourselves: yauzl would refuse the whole zip because of one bad file.
      const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };
      const directory = await fromRandomAccessReaderPromise(new FileReader(file, size), size, options).catch(
        unreadable,
      );
      if (directory.entryCount > MAX_ENTRIES) throw errors.zipTooManyFiles(MAX_ENTRIES);
      const entries = await list(directory).catch(unreadable);
      const unpacked = entries.reduce((sum, entry) => sum + (entry.size > limit ? 0 : entry.size), 0);
      if (unpacked > MAX_RATIO * size + FREE_BYTES) throw errors.zipUnpacksTooFar();
      return new ZipFile(file, entries);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Unpacks one file. It never yields more than `limit` bytes, whatever the zip says.
   * @throws entryIsLink, entryLocked, entryPacked, entryDamaged, and `tooLarge()` for a file of more than `limit` bytes
   */
  async unpack(entry: ZipEntry, limit: number, tooLarge: () => Error): Promise<Buffer> {
    if (entry.isLink) throw errors.entryIsLink();
    if (entry.isLocked) throw errors.entryLocked();
    if (!entry.isKnownPacking) throw errors.entryPacked();
    if (Math.max(entry.size, entry.packedSize) > limit) throw tooLarge();
    const bytes = await this.extract(entry).catch(() => undefined);
    if (bytes?.length !== entry.size || crc32(bytes) !== entry.crc32) throw errors.entryDamaged();
    return bytes;
  }

  private async extract({ offset, packedSize, packedBy, size }: ZipEntry): Promise<Buffer> {
    const header = await this.readAt(offset, LOCAL_HEADER.length);
    if (header.readUInt32LE(0) !== LOCAL_HEADER.signature) throw errors.entryDamaged();
    const packed = await this.readAt(
      offset + LOCAL_HEADER.length + header.readUInt16LE(26) + header.readUInt16LE(28),
      packedSize,
    );
    return packedBy === STORED ? packed : inflate(packed, { maxOutputLength: Math.max(size, 1) });
  }

  private async readAt(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await this.file.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
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
