import { FrameReader } from './jpeg-frame';
import { followScan } from './jpeg-scan';
import { endOfScan, nextSegment, readScanData, type Segment } from './jpeg-segments';
import { isNearlyWhole } from './nearly-whole';

/** What was found in a JPEG. */
export type JpegState =
  /** Every part is there. What libjpeg finds beside is nothing that shows. */
  | { state: 'whole'; bytes: Uint8Array }
  /** Nothing is known: libjpeg has to look. */
  | { state: 'unknown'; bytes: Uint8Array }
  /** A part is missing or garbled. */
  | { state: 'damaged' };

const SOI_BYTES = 2;
const EOI = 0xd9;
const SOS = 0xda;
const RST0 = 0xd0;
const COEFFICIENTS = 64;

/** Copies the file without the stray bytes between its segments, and with restart markers in their order. */
function tidied(
  file: Uint8Array,
  kept: ReadonlyArray<readonly [start: number, end: number]>,
  restarts: readonly number[],
): Uint8Array {
  const isTidy = kept.every(([start], i) => start === (kept[i - 1]?.[1] ?? SOI_BYTES));
  const isInOrder = restarts.every((at, i) => file[at] === RST0 + (i % 8));
  if (isTidy && isInOrder) return file;
  const copy = Uint8Array.from(file);
  for (const [i, at] of restarts.entries()) copy[at] = RST0 + (i % 8);
  return Buffer.concat([copy.subarray(0, SOI_BYTES), ...kept.map(([start, end]) => copy.subarray(start, end))]);
}

/** The coefficients that the finished scans of a progressive JPEG have brought, at least roughly: by component, 64 each. */
class Coverage {
  private readonly seen = new Map<number, Set<number>>();

  /** @param header a scan's header without its length */
  take(header: Uint8Array): void {
    const count = header[0] ?? 0;
    const [first = 0, last = 0] = header.subarray(1 + count * 2);
    for (let i = 0; i < count; i++) {
      const id = header[1 + i * 2] ?? 0;
      const seen = this.seen.get(id) ?? new Set();
      for (let k = first; k <= last; k++) seen.add(k);
      this.seen.set(id, seen);
    }
  }

  isWhole(components: number): boolean {
    return this.seen.size === components && [...this.seen.values()].every(({ size }) => size === COEFFICIENTS);
  }
}

/** Whether a scan of a progressive JPEG brings the means of blocks, before any scan that refines them. */
function isFirstOfMeans(header: Uint8Array): boolean {
  const [, last = 0, approximation = 0] = header.subarray(1 + (header[0] ?? 0) * 2);
  return last === 0 && approximation >> 4 === 0;
}

/**
 * Looks through a JPEG's segments and scans, to take what browsers show whole (stray bytes, wrong lengths, a missing end)
 * and to refuse what they show garbled. libjpeg tells neither apart: it warns of both, or, for sequential scans, of
 * neither.
 * @param checkSize gets the size that the header says and throws when it is too large
 */
export function examineJpeg(file: Uint8Array, checkSize: (width: number, height: number) => void): JpegState {
  const reader = new FrameReader();
  const { frame } = reader;
  const coverage = new Coverage();
  const kept: Array<[number, number]> = [];
  const restarts: number[] = [];
  let scans = 0;
  let segment: Segment | undefined = nextSegment(file, SOI_BYTES);
  for (; segment && segment.marker !== EOI; segment = nextSegment(file, segment.end)) {
    kept.push([segment.start, segment.end]);
    if (segment.marker !== SOS) {
      reader.take(file, segment);
      continue;
    }
    if (scans++ === 0) checkSize(frame.width, frame.height);
    const header = file.subarray(segment.start + 4, segment.end);
    const end = endOfScan(file, segment.end);
    const isCut = end >= file.length;
    kept.push([segment.end, end]);
    if (frame.isProgressive && !isCut) coverage.take(header);
    if (frame.height > 0 && (frame.isSequential || (frame.isProgressive && isFirstOfMeans(header)))) {
      const data = readScanData(file, segment.end);
      const scan = followScan(frame, header, data, isCut);
      if (!scan) return { state: 'unknown', bytes: file };
      if (scan.isGarbled || !isNearlyWhole(scan.share, 1)) return { state: 'damaged' };
      for (const restart of data.restarts) restarts.push(restart);
    }
    segment = { ...segment, end };
    if (isCut) break;
  }
  if (scans === 0) return { state: 'damaged' };
  if (segment?.marker === EOI) kept.push([segment.start, file.length]);
  const bytes = tidied(file, kept, restarts);
  if (frame.isSequential) return { state: 'whole', bytes };
  if (frame.isProgressive && segment?.marker !== EOI)
    return coverage.isWhole(frame.components.length) ? { state: 'whole', bytes } : { state: 'damaged' };
  return { state: 'unknown', bytes };
}
