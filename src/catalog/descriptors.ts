import { endianness } from 'node:os';

/** Floats in a descriptor. */
export const DESCRIPTOR_LENGTH = 128;

// Every platform the app's native packages are built for is little-endian; on another one the bytes would be read wrongly.
if (endianness() !== 'LE') throw new Error('Descriptors are stored little-endian, and this machine is not.');

/** The stored form of a descriptor: 512 bytes. */
export const toBytes = (descriptor: Float32Array): Uint8Array => new Uint8Array(descriptor.slice().buffer);

/** A descriptor out of its stored form, or undefined if the bytes can't be one. */
export function fromBytes(bytes: Uint8Array): Float32Array | undefined {
  if (bytes.byteLength !== DESCRIPTOR_LENGTH * Float32Array.BYTES_PER_ELEMENT) return undefined;
  const descriptor = new Float32Array(bytes.slice().buffer);
  return descriptor.every(Number.isFinite) ? descriptor : undefined;
}

/** Euclidean distance of two descriptors: 0 for the same face, about 0.4 for one person, 0.8 for two. */
export function distanceOf(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] - other[i]) ** 2;
  return Math.sqrt(sum);
}
