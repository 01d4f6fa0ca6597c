import { photoTooDemanding } from '../../errors';

/** A marker of a JPEG with what belongs to it (ITU-T T.81, B.1). */
export interface Segment {
  /** The second byte of the marker. */
  marker: number;
  /** Where its 0xFF is. */
  start: number;
  /** Where the next byte after it is. */
  end: number;
}

const FF = 0xff;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;

/** Whether a marker begins tables, a frame, a scan, the data of an app or a comment: all have a length. */
const hasLength = (marker: number) =>
  (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) ||
  (marker >= SOS && marker <= 0xdf) ||
  (marker >= 0xe0 && marker <= 0xef) ||
  marker === COM;

/** Reads the segment that begins at a position. @returns undefined when none does, or it leads out of the file */
function segmentAt(bytes: Uint8Array, position: number): Segment | undefined {
  let at = position;
  if (bytes[at] !== FF) return undefined;
  while (bytes[at + 1] === FF) at++; // fill bytes
  const marker = bytes[at + 1] ?? 0;
  if (marker === EOI) return { marker, start: at, end: at + 2 };
  if (!hasLength(marker)) return undefined;
  const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  const end = at + 2 + length;
  return length >= 2 && end <= bytes.length ? { marker, start: at, end } : undefined;
}

/** Whether a segment is followed by another one, or by a scan's data. */
const isFollowed = (bytes: Uint8Array, { marker, end }: Segment) =>
  marker === SOS || marker === EOI || segmentAt(bytes, end) !== undefined;

/**
 * Reads the next segment. Stray bytes before it are skipped, as browsers do; a marker among them, say in the rest of an
 * app's data whose length is wrong, counts only if another segment follows, and an end mark there doesn't count.
 * @returns undefined at the end of the file
 */
export function nextSegment(bytes: Uint8Array, position: number): Segment | undefined {
  const here = segmentAt(bytes, position);
  if (here) return here;
  for (let at = bytes.indexOf(FF, position); at >= 0; at = bytes.indexOf(FF, at + 1)) {
    const found = segmentAt(bytes, at);
    if (found && found.marker !== EOI && isFollowed(bytes, found)) return found;
    while (bytes[at + 1] === FF) at++; // looking at a run of them from each again would take the square of its length
  }
  return undefined;
}

/** The bytes of a scan between two restart markers, without stuffing. */
export interface Interval {
  /** In `ScanData.bytes`. */
  start: number;
  end: number;
}

/** A scan's entropy-coded data. */
export interface ScanData {
  bytes: Uint8Array;
  intervals: Interval[];
  /** Where the numbers of the restart markers are in the file, in order. */
  restarts: number[];
  /** Where the marker is that ends the scan: the end of the file when there is none. */
  end: number;
}

/** Bytes that may be read beyond an interval's end. */
const PADDING = 4;
/** A restart after each unit of 50 megapixels makes fewer. */
const MAX_INTERVALS = 1_000_000;

/** Returns where a scan's data ends: at the next marker that doesn't belong to it, or the end of the file. */
export function endOfScan(file: Uint8Array, start: number): number {
  for (let at = file.indexOf(FF, start); at >= 0; at = file.indexOf(FF, at)) {
    const from = at;
    while (file[at] === FF) at++; // fill bytes
    const marker = file[at] ?? 0;
    if (at < file.length && marker !== 0 && (marker < 0xd0 || marker > 0xd7)) return at - 1;
    if (at >= file.length) return from;
  }
  return file.length;
}

/**
 * Takes a scan's data apart: stuffed zeros are removed, restart markers separate intervals.
 * @throws photoTooDemanding when there are more than any picture has
 */
export function readScanData(file: Uint8Array, start: number): ScanData {
  const bytes = new Uint8Array(endOfScan(file, start) - start + PADDING);
  const intervals: Interval[] = [];
  const restarts: number[] = [];
  let [from, to, begin] = [start, 0, 0];
  const copy = (end: number) => {
    bytes.set(file.subarray(from, end), to);
    to += end - from;
  };
  const close = () => {
    if (intervals.length >= MAX_INTERVALS) throw photoTooDemanding();
    intervals.push({ start: begin, end: to });
    begin = to;
  };
  for (;;) {
    const at = file.indexOf(FF, from);
    const next = at < 0 ? undefined : file[at + 1];
    if (next === undefined) {
      copy(at < 0 ? file.length : at);
      close();
      return { bytes, intervals, restarts, end: file.length };
    }
    if (next === 0) {
      copy(at + 1);
      from = at + 2;
    } else if (next === FF) {
      copy(at);
      from = at + 1;
    } else if (next >= 0xd0 && next <= 0xd7) {
      copy(at);
      close();
      restarts.push(at + 1);
      from = at + 2;
    } else {
      copy(at);
      close();
      return { bytes, intervals, restarts, end: at };
    }
  }
}
