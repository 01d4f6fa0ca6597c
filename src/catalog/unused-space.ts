import { closeSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';

// When SQLite moves rows between pages, it leaves a copy in the unused part of a page: secure_delete overwrites what is deleted, not what is
// moved, and the copy isn't deleted with the row. These bytes mean nothing to SQLite, so they can be overwritten in the file, even half of
// them if the power fails in between (https://www.sqlite.org/fileformat2.html#b_tree_pages).

/** The file's header is in the first page, before the page's own. */
const FILE_HEADER = 100;
const PAGE_SIZE_AT = 16;
const RESERVED_AT = 20;
/** The kinds of b-tree pages by their first byte, with the lengths of their headers. Other pages begin with a page number: with 0. */
const HEADERS: Readonly<Record<number, number>> = { 2: 12, 5: 12, 10: 8, 13: 8 };
/** As long as the longest page. */
const ZEROS = Buffer.alloc(65_536);
const CELLS_AT = 3;
const CONTENT_AT = 5;

/** A larger log is left to the search through all pages. */
const MAX_LOG = 16 * 1024 * 1024;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * Overwrites the unused part of a page, between the list of its cells and the cells.
 * @param start where the page's own header begins
 * @param usable how many bytes of the page SQLite uses
 * @returns the part that changed; undefined when there was nothing in it
 */
export function clearUnused(page: Buffer, start: number, usable: number): { from: number; to: number } | undefined {
  const header = HEADERS[page[start] ?? 0];
  if (header === undefined) return undefined;
  const from = start + header + 2 * page.readUInt16BE(start + CELLS_AT);
  const to = page.readUInt16BE(start + CONTENT_AT) || 65_536;
  if (from >= to || to > usable || page.subarray(from, to).equals(ZEROS.subarray(0, to - from))) return undefined;
  page.fill(0, from, to);
  return { from, to };
}

/** Reads which pages a write-ahead log has (https://www.sqlite.org/walformat.html). @returns their numbers, from 1; undefined for a huge log */
export function pagesInLog(file: string): Set<number> | undefined {
  const pages = new Set<number>();
  const log = readLog(file);
  if (!log) return undefined;
  if (log.length < LOG_HEADER) return pages;
  const frame = FRAME_HEADER + log.readUInt32BE(8);
  for (let at = LOG_HEADER; at + frame <= log.length; at += frame) pages.add(log.readUInt32BE(at));
  return pages;
}

/** Whether a write-ahead log has nothing: whoever empties it leaves a file without a byte. */
export const isLogEmpty = (file: string): boolean =>
  (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;

function readLog(file: string): Buffer | undefined {
  try {
    const log = readFileSync(`${file}-wal`);
    return log.length <= MAX_LOG ? log : undefined;
  } catch {
    return Buffer.alloc(0); // there is none
  }
}

/**
 * The unused space of a database file. It has the file open for as long as the database is: closing a file would take away the
 * locks that SQLite has on it (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export class UnusedSpace {
  private readonly descriptor: number;
  private readonly size: number;
  private readonly usable: number;

  /** @param file of a database in which something was written already */
  constructor(file: string) {
    this.descriptor = openSync(file, 'r+');
    const header = Buffer.alloc(FILE_HEADER);
    readSync(this.descriptor, header, 0, FILE_HEADER, 0);
    const size = header.readUInt16BE(PAGE_SIZE_AT);
    this.size = size === 1 ? 65_536 : size;
    this.usable = this.size - header.readUInt8(RESERVED_AT);
  }

  /** Clears the unused space of some pages. Nobody may write meanwhile. @returns whether there was something in it */
  clear(pages: Iterable<number>): boolean {
    const page = Buffer.alloc(this.size);
    let cleared = false;
    for (const number of pages) {
      const at = (number - 1) * this.size;
      if (readSync(this.descriptor, page, 0, this.size, at) < this.size) continue;
      const changed = clearUnused(page, number === 1 ? FILE_HEADER : 0, this.usable);
      if (!changed) continue;
      writeSync(this.descriptor, page, changed.from, changed.to - changed.from, at + changed.from);
      cleared = true;
    }
    return cleared;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
