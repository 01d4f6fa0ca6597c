import { loadProgram } from '../web-assembly';

/** The floats of the rows that are compared at a time: few enough to stay in the processor's cache while all faces are compared with them. */
const MAX_FLOATS = 32_768;
/** Rows that are compared at a time at most. */
const MAX_ROWS = 256;
/** The longest descriptor that there is room for. */
export const MAX_LENGTH = 4096;

/** How many rows are compared at a time. @param length the floats of a row, up to `MAX_LENGTH` */
export const rowsAtOnce = (length: number): number => Math.min(MAX_ROWS, Math.floor(MAX_FLOATS / length));

/** squares.wat, assembled: it compares four floats at a time, and a search is as fast as memory can be read, four to five times as fast as JavaScript. */
const PROGRAM = [
  'AGFzbQEAAAABCAFgA39/fQF/AwIBAAUDAQADBxMCBm1lbW9yeQIABndpdGhpbgAACo8DAYwDAwV/AX0Fe0GAgAEhBwJAA0AgAyAARg0BQYCgASADIA',
  'FsaiEEIARBgAJqIQVBACEGQwAAAAAhCAJAA0D9DAAAAAAAAAAAAAAAAAAAAAAhCv0MAAAAAAAAAAAAAAAAAAAAACEL/QwAAAAAAAAAAAAAAAAAAAAA',
  'IQz9DAAAAAAAAAAAAAAAAAAAAAAhDQNAIAb9AAQAIAT9AAQA/eUBIQkgCiAJIAn95gH95AEhCiAG/QAEECAE/QAEEP3lASEJIAsgCSAJ/eYB/eQBIQ',
  'sgBv0ABCAgBP0ABCD95QEhCSAMIAkgCf3mAf3kASEMIAb9AAQwIAT9AAQw/eUBIQkgDSAJIAn95gH95AEhDSAGQcAAaiEGIARBwABqIQQgBCAFRw0A',
  'CyAKIAv95AEgDCAN/eQB/eQBIQogCCAK/R8AIAr9HwGSIAr9HwIgCv0fA5KSkiEIIAggAl4NASAFQYACaiEFIAYgAUkNAAsgByADNgIAIAdBBGohBw',
  'sgA0EBaiEDDAALCyAHQYCAAWtBAnYL',
].join('');

interface Program {
  memory: { buffer: ArrayBuffer };
  within(count: number, bytes: number, reach: number): number;
}

/** Where squares.wat has the face, what it finds, and the rows, in numbers of 4 bytes. */
const [FACE, FOUND, ROWS] = [0, MAX_LENGTH, 5120];

const { memory, within } = loadProgram<Program>(PROGRAM);
const [floats, integers] = [new Float32Array(memory.buffer), new Int32Array(memory.buffer)];
/** 32-bit sums end a little beside the exact ones: nothing within reach may be missed for that. */
const SPARE = 1.000_01;

/**
 * Loads rows that faces are then compared with, up to `rowsAtOnce`. They are the same for everybody: whoever has waited loads them again.
 * @param rows descriptors, one after another
 */
export const loadRows = (rows: Float32Array): void => floats.set(rows, ROWS);

/**
 * Compares a face with the rows that were loaded last.
 * @param face as long as a row: a multiple of 64 floats
 * @param count how many of them
 * @param reach the square of a distance
 * @param found called for each row within reach, in their order; now and then for one that is a little beyond
 */
export function searchRows(face: Float32Array, count: number, reach: number, found: (row: number) => void): void {
  floats.set(face, FACE);
  const end = FOUND + within(count, face.length * Float32Array.BYTES_PER_ELEMENT, reach * SPARE);
  // The cast says what the program ensures: what it has found is there.
  for (let at = FOUND; at < end; at++) found(integers[at] as number);
}

if (floats.length < ROWS + MAX_FLOATS) throw new Error('squares.wat has too little memory.');
