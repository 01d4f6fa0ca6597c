import { endianness } from 'node:os';

/** The number of floats in a descriptor. */
export const DESCRIPTOR_LENGTH = 128;

// All platforms that the app's native packages support are little-endian. Others would read the bytes wrongly.
if (endianness() !== 'LE') throw new Error('Descriptors are stored little-endian, and this machine is not.');

/** Converts a descriptor into its stored form: 512 bytes, 128 little-endian float32. */
export const toBytes = (descriptor: Float32Array): Uint8Array => new Uint8Array(descriptor.slice().buffer);

/** Reads a descriptor from its stored form, whose bytes it may keep. @returns undefined if the bytes can't be a descriptor */
export function fromBytes(bytes: Uint8Array): Float32Array | undefined {
  if (bytes.byteLength !== DESCRIPTOR_LENGTH * Float32Array.BYTES_PER_ELEMENT) return undefined;
  const { buffer, byteOffset } = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  const descriptor = new Float32Array(buffer, byteOffset, DESCRIPTOR_LENGTH);
  let sum = 0;
  for (const value of descriptor) sum += value * 0; // what isn't finite makes NaN of it
  return sum === 0 ? descriptor : undefined;
}

/** Computes the Euclidean distance between two descriptors: 0 for the same photo, about 0.4 for one person, about 0.8 for two. */
export function distanceOf(one: Float32Array, other: Float32Array): number {
  // The casts say that both have the same length: this loop has to be fast.
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] as number) - (other[i] as number)) ** 2;
  return Math.sqrt(sum);
}
