import fc from 'fast-check';

// Bytes, changed as zzuf changes them, but so that fast-check can find the smallest change that does harm.

/** Numbers that lengths, sizes and offsets go wrong at. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
/** Where the headers of a small picture end: half of all changes are made before. */
const HEADERS = 700;

const place = fc.oneof(fc.nat(HEADERS), fc.nat(100_000));
const length = fc.integer({ min: 1, max: 400 });

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.nat(255) }),
  fc.record({
    kind: fc.constant('field' as const),
    at: place,
    size: fc.constantFrom(1, 2, 4),
    value: fc.constantFrom(...EDGES),
    littleEndian: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('remove' as const), at: place, length }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 100 }),
  }),
  fc.record({ kind: fc.constant('repeat' as const), at: place, length, times: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant('swap' as const), at: place, other: place, length }),
);

export type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

/** Makes one change; places are taken modulo the number of bytes. */
function mutate(bytes: Buffer, change: Mutation): Buffer {
  if (bytes.length === 0) return bytes;
  const at = change.at % bytes.length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const copy = Buffer.from(bytes);
  switch (change.kind) {
    case 'flip':
      copy.writeUInt8(copy.readUInt8(at) ^ (1 << change.bit), at);
      return copy;
    case 'set':
      copy[at] = change.byte;
      return copy;
    case 'field': {
      const field = Buffer.alloc(4);
      if (change.littleEndian) field.writeUInt32LE(change.value);
      else field.writeUInt32BE(change.value);
      (change.littleEndian ? field.subarray(0, change.size) : field.subarray(4 - change.size)).copy(copy, at);
      return copy;
    }
    case 'cut':
      return before;
    case 'remove':
      return Buffer.concat([before, after.subarray(change.length)]);
    case 'insert':
      return Buffer.concat([before, change.bytes, after]);
    case 'repeat':
      return Buffer.concat([
        before,
        ...Array.from({ length: change.times }, () => after.subarray(0, change.length)),
        after,
      ]);
    case 'swap': {
      const other = change.other % bytes.length;
      bytes.copy(copy, at, other, other + change.length);
      bytes.copy(copy, other, at, at + change.length);
      return copy;
    }
  }
}

/** One to eight changes. */
export const mutations = fc.array(mutation, { minLength: 1, maxLength: 8 });

export const mutated = (bytes: Buffer, changes: readonly Mutation[]): Buffer => changes.reduce(mutate, bytes);
