import { endianness } from 'node:os';

/** The number of floats in a descriptor of face-api.js's network. */
export const DESCRIPTOR_LENGTH = 128;

/** What the first descriptors were made by: face-api.js's network, of one chip a face. Rows and exports from before networks had names mean it. */
export const FIRST_NETWORK = 'face-api-1';

/** A descriptor, and the name of the network that made it. Descriptors of different networks are never compared. */
export interface Described {
  /** The network's name as it is stored (engine/descriptor-network.ts). */
  network: string;
  descriptor: Float32Array;
}

/** The stored name of an operator's network ends in the length of its descriptors and the first digits of its hash. */
const OWN_NETWORK = /^[a-z0-9][a-z0-9.-]{0,39}:(\d{2,4}):[0-9a-f]{8}$/;
const BUILT_IN = /^face-api-\d$/;

/**
 * The mark behind the name of a network in whose descriptor of a face nobody can trust, as the face's landmarks fit no face. It is kept to know the
 * very same face again, and never compared.
 */
const UNUSABLE = '?';
/** Returns what is stored beside a network's descriptor of an unusable face. */
export const unusableOf = (network: string): string => `${network}${UNUSABLE}`;
export const isUnusable = ({ network }: Pick<Described, 'network'>): boolean => network.endsWith(UNUSABLE);

const withoutMark = (stored: string) => (stored.endsWith(UNUSABLE) ? stored.slice(0, -UNUSABLE.length) : stored);
/** Whether a network is the app's own. */
export const isBuiltIn = (stored: string): boolean => BUILT_IN.test(withoutMark(stored));

/** Returns how many floats the descriptors of a network have; undefined for what is no network's name. */
export function lengthOf(stored: string): number | undefined {
  if (isBuiltIn(stored)) return DESCRIPTOR_LENGTH;
  const network = withoutMark(stored);
  const [, length] = OWN_NETWORK.exec(network) ?? [];
  return length === undefined ? undefined : Number(length);
}

// All platforms that the app's native packages support are little-endian. Others would read the bytes wrongly.
if (endianness() !== 'LE') throw new Error('Descriptors are stored little-endian, and this machine is not.');

/** Converts a descriptor into its stored form: little-endian float32, 4 bytes each. */
export const toBytes = (descriptor: Float32Array): Uint8Array => new Uint8Array(descriptor.slice().buffer);

/**
 * Reads a descriptor from its stored form, whose bytes it may keep.
 * @param network its network's stored name, which says how long it is
 * @returns undefined if the bytes can't be a descriptor of that network
 */
export function fromBytes(bytes: Uint8Array, network: string): Float32Array | undefined {
  const length = lengthOf(network);
  if (length === undefined || bytes.byteLength !== length * Float32Array.BYTES_PER_ELEMENT) return undefined;
  const { buffer, byteOffset } = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  const descriptor = new Float32Array(buffer, byteOffset, length);
  let sum = 0;
  for (const value of descriptor) sum += value * 0; // what isn't finite makes NaN of it
  return sum === 0 ? descriptor : undefined;
}

/** Computes the Euclidean distance between two descriptors of one network: 0 for the same photo, about 0.4 for one person, about 0.8 for two. */
export function distanceOf(one: Float32Array, other: Float32Array): number {
  // The casts say that both have the same length: this loop has to be fast.
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] as number) - (other[i] as number)) ** 2;
  return Math.sqrt(sum);
}

/** Whether two descriptors are of one network, and of usable faces, so that their distance means anything. */
export const areComparable = (one: Described, other: Described): boolean =>
  one.network === other.network && !isUnusable(one) && one.descriptor.length === other.descriptor.length;

/** The distance between two faces; infinite when different networks described them. */
export const distanceBetween = (one: Described, other: Described): number =>
  areComparable(one, other) ? distanceOf(one.descriptor, other.descriptor) : Number.POSITIVE_INFINITY;
