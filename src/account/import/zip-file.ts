import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import * as errors from '../../errors';
import { listEntries, type ZipEntry, type ZipList } from './zip-directory';

const inflate = promisify(inflateRaw);

/** A zip of photos unpacks to about its own size, as they are compressed already, and text to a few times that. */
const MAX_RATIO = 10;
const FREE_BYTES = 100_000_000;

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7
const LOCAL_HEADER = { signature: 0x04034b50, length: 30 };
const STORED = 0;
/** Of zlib. */
const MIN_CHUNK = 64;

/** An uploaded zip. Its list is read at once, which belongs into a side thread, and its files one by one, each within a limit. */
export class ZipFile {
  private constructor(
    private readonly file: FileHandle,
    /** The files in the order of the zip's list, without folders. */
    readonly entries: readonly ZipEntry[],
    /** The encoding of the names that don't say theirs; null when all do, or are Unicode anyway. */
    readonly encoding: ZipList['encoding'],
  ) {}

  /**
   * Reads the list of files in a zip.
   * @param file closed together with the zip, or at once when this throws
   * @param limit bytes of the largest file that will be unpacked; larger ones are listed, but don't count as unpacked data
   * @param encoding of the names that don't say theirs; null to guess it
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar
   */
  static async read(file: FileHandle, limit: number, encoding: string | null = null): Promise<ZipFile> {
    try {
      const { size } = await file.stat();
      const { entries, encoding: used } = await listEntries(file, size, encoding);
      const unpacked = entries.reduce((sum, entry) => sum + (entry.size > limit ? 0 : entry.size), 0);
      if (unpacked > MAX_RATIO * size + FREE_BYTES) throw errors.zipUnpacksTooFar();
      return new ZipFile(file, entries, used);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** A zip whose list is known: only to unpack files. @param file closed together with the zip */
  static of(file: FileHandle): ZipFile {
    return new ZipFile(file, [], null);
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
    if (packedBy === STORED) return packed;
    // In one piece, and a byte more, so that zlib needs no second one: joining pieces takes the memory twice.
    return inflate(packed, { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size + 1, MIN_CHUNK) });
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
