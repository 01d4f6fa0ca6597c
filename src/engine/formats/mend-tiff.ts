import { photoDamaged } from '../../errors';

const BIG = 43;
const WIDTH = 256;
const LENGTH = 257;
/** In pixels. */
const LARGE_TILE = 4_000_000;
const SAMPLE_BITS = 258;
const SAMPLES = 277;
const TILE_WIDTH = 322;
const TILE_LENGTH = 323;
const SHORT = 3;
const MAX_DIRECTORY_ENTRIES = 4096;

/** How a TIFF's first directory lies in the file: classic, or BigTIFF with numbers of 8 bytes. */
interface Layout {
  firstAt: number;
  countBytes: number;
  entryBytes: number;
  nextBytes: number;
}

const CLASSIC: Layout = { firstAt: 4, countBytes: 2, entryBytes: 12, nextBytes: 4 };
const LARGE: Layout = { firstAt: 8, countBytes: 8, entryBytes: 20, nextBytes: 8 };

/** Numbers of a TIFF in its byte order. */
class Numbers {
  private readonly view: DataView;
  private readonly little: boolean;
  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.little = bytes[0] === 0x49;
  }

  /** @param length 2, 4 or 8 bytes */
  at(position: number, length: number): number {
    if (length === 2) return this.view.getUint16(position, this.little);
    return length === 4
      ? this.view.getUint32(position, this.little)
      : Number(this.view.getBigUint64(position, this.little));
  }
}

/**
 * Takes the first page of a TIFF, which is the one that is shown: whatever pages follow are cut off, before a decoder goes through them.
 * @param checkMemory gets how many bytes a tile takes, and throws when they are too many
 * @throws photoDamaged, and what `checkMemory` throws
 */
export function firstPageOf(bytes: Uint8Array, checkMemory: (bytes: number) => void): Uint8Array {
  try {
    return readFirstPage(bytes, checkMemory);
  } catch (error) {
    if (error instanceof RangeError) throw photoDamaged(); // its directory isn't in the file
    throw error;
  }
}

function readFirstPage(bytes: Uint8Array, checkMemory: (bytes: number) => void): Uint8Array {
  const numbers = new Numbers(bytes);
  const { firstAt, countBytes, entryBytes, nextBytes } = numbers.at(2, 2) === BIG ? LARGE : CLASSIC;
  const directory = numbers.at(firstAt, nextBytes);
  const count = numbers.at(directory, countBytes);
  if (count > MAX_DIRECTORY_ENTRIES) throw photoDamaged();
  const values = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const entry = directory + countBytes + i * entryBytes;
    const isShort = numbers.at(entry + 2, 2) === SHORT;
    // Where several values need more room, this is where they are: no number that is looked at here.
    values.set(numbers.at(entry, 2), numbers.at(entry + entryBytes - nextBytes, isShort ? 2 : 4));
  }
  const [width, length] = [values.get(TILE_WIDTH) ?? 0, values.get(TILE_LENGTH) ?? 0];
  const pixels = (values.get(WIDTH) ?? 0) * (values.get(LENGTH) ?? 0);
  if (width * length > Math.max(LARGE_TILE, 4 * pixels)) throw photoDamaged(); // at both edges tiles reach beyond the picture
  const samples = Math.max(values.get(SAMPLES) ?? 1, 1);
  // The bits of several samples are elsewhere; 8 bytes are the most that libvips takes.
  const sampleBytes = samples === 1 ? Math.ceil((values.get(SAMPLE_BITS) ?? 1) / 8) : 8;
  checkMemory(width * length * samples * sampleBytes);
  const nextAt = directory + countBytes + count * entryBytes;
  if (numbers.at(nextAt, nextBytes) === 0) return bytes;
  return Uint8Array.from(bytes).fill(0, nextAt, nextAt + nextBytes);
}
