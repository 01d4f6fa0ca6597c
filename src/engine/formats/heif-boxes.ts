const HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;

/** A box of ISO/IEC 14496-12: what an MP4 or a HEIF is made of. */
export interface Box {
  type: string;
  content: Buffer;
}

/** The boxes that lie one after the other. What the last one has beyond the end is missing. */
export function* boxesIn(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const short = bytes.readUInt32BE(at);
    if (short === 1 && at + LONG_HEAD_BYTES > bytes.length) return;
    const head = short === 1 ? LONG_HEAD_BYTES : HEAD_BYTES;
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + HEAD_BYTES)) : short;
    const end = size === 0 ? bytes.length : at + size;
    yield { type: bytes.toString('latin1', at + 4, at + HEAD_BYTES), content: bytes.subarray(at + head, end) };
    at = end;
  }
}

/**
 * Reads the numbers of a box that has a version and flags, one after the other.
 * @throws {RangeError} beyond the box's end
 */
export class Fields {
  readonly version: number;
  readonly flags: number;
  private at = 4;
  constructor(private readonly content: Buffer) {
    this.version = content.readUInt8(0);
    this.flags = content.readUIntBE(1, 3);
  }

  get isAtEnd(): boolean {
    return this.at >= this.content.length;
  }

  /** @param length 1 to 4 or 8 bytes; there is nothing of any other length, and its number is 0 */
  next(length: number): number {
    const at = this.at;
    if (length === 8) {
      this.at += length;
      return Number(this.content.readBigUInt64BE(at));
    }
    if (length < 1 || length > 4) return 0;
    this.at += length;
    return this.content.readUIntBE(at, length);
  }

  /** A name of four letters. */
  nextType(): string {
    const letters = [this.next(1), this.next(1), this.next(1), this.next(1)];
    return String.fromCharCode(...letters);
  }

  /** What is left. */
  rest(): Buffer {
    return this.content.subarray(this.at);
  }
}
