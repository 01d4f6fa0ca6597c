import { DESCRIPTOR_LENGTH } from '../catalog/descriptors';

/** Rows that are compared at a time: few enough to stay in the processor's cache while all faces are compared with them. */
export const MAX_ROWS = 256;

/** squares.wat, assembled: it compares four floats at a time, and a search is as fast as memory can be read, four to five times as fast as JavaScript. */
const PROGRAM = [
  'AGFzbQEAAAABBwFgAn99AX8DAgEABQMBAAMHEwIGbWVtb3J5AgAGd2l0aGluAAAKjQMBigMDBX8BfQV7QYAIIQYCQANAIAIgAEYNAUGAICACQQ',
  'l0aiEDIANBgAJqIQRBACEFQwAAAAAhBwJAA0D9DAAAAAAAAAAAAAAAAAAAAAAhCf0MAAAAAAAAAAAAAAAAAAAAACEK/QwAAAAAAAAAAAAAAAAA',
  'AAAAIQv9DAAAAAAAAAAAAAAAAAAAAAAhDANAIAX9AAQAIAP9AAQA/eUBIQggCSAIIAj95gH95AEhCSAF/QAEECAD/QAEEP3lASEIIAogCCAI/e',
  'YB/eQBIQogBf0ABCAgA/0ABCD95QEhCCALIAggCP3mAf3kASELIAX9AAQwIAP9AAQw/eUBIQggDCAIIAj95gH95AEhDCAFQcAAaiEFIANBwABq',
  'IQMgAyAERw0ACyAJIAr95AEgCyAM/eQB/eQBIQkgByAJ/R8AIAn9HwGSIAn9HwIgCf0fA5KSkiEHIAcgAV4NASAEQYACaiEEIAVBgARHDQALIA',
  'YgAjYCACAGQQRqIQYLIAJBAWohAgwACwsgBkGACGtBAnYL',
].join('');

interface Program {
  memory: { buffer: ArrayBuffer };
  within(count: number, reach: number): number;
}

// Of TypeScript's own libraries, only that of browsers has its types.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/** Where squares.wat has the face, what it finds, and the rows, in numbers of 4 bytes. */
const [FACE, FOUND, ROWS] = [0, 256, 1024];

const { memory, within } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(PROGRAM, 'base64')))
  .exports as Program;
const [floats, integers] = [new Float32Array(memory.buffer), new Int32Array(memory.buffer)];
/** 32-bit sums end a little beside the exact ones: nothing within reach may be missed for that. */
const SPARE = 1.000_01;

/**
 * Loads rows that faces are then compared with, up to `MAX_ROWS`. They are the same for everybody: whoever has waited loads them again.
 * @param rows descriptors, one after another
 */
export const loadRows = (rows: Float32Array): void => floats.set(rows, ROWS);

/**
 * Compares a face with the rows that were loaded last.
 * @param count how many of them
 * @param reach the square of a distance
 * @param found called for each row within reach, in their order; now and then for one that is a little beyond
 */
export function searchRows(face: Float32Array, count: number, reach: number, found: (row: number) => void): void {
  floats.set(face, FACE);
  const end = FOUND + within(count, reach * SPARE);
  // The cast says what the program ensures: what it has found is there.
  for (let at = FOUND; at < end; at++) found(integers[at] as number);
}

if (floats.length < ROWS + MAX_ROWS * DESCRIPTOR_LENGTH) throw new Error('squares.wat has too little memory.');
