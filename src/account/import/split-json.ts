import { setImmediate } from 'node:timers/promises';

/** A large JSON text in pieces. */
export interface SplitJson {
  /** The text without the pieces; each has its number in its place. */
  rest: Buffer;
  pieces: Buffer[];
}

/** Bytes that are looked at before other work gets its turn: some milliseconds. */
const AT_ONCE = 500_000;
const MAX_KEY_LENGTH = 40;

const [QUOTE, BACKSLASH, OPENING_BRACE, OPENING_BRACKET, CLOSING_BRACE, CLOSING_BRACKET] = Buffer.from('"\\{[}]');

class Splitter {
  readonly pieces: Buffer[] = [];
  private readonly rest: Buffer[] = [];
  private depth = 0;
  private key = '';
  /** Where the piece begins that is being passed over; 0: none is. */
  private start = 0;
  private taken = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly depthOf: (key: string) => number,
    private readonly mostPieces: number,
  ) {}

  /** @returns where to look next */
  look(at: number): number {
    const byte = this.bytes[at];
    if (byte === QUOTE) return this.passString(at);
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.open(at, byte);
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) this.close(at);
    return at + 1;
  }

  private passString(at: number): number {
    let end = at + 1;
    while (end < this.bytes.length && this.bytes[end] !== QUOTE) end += this.bytes[end] === BACKSLASH ? 2 : 1;
    if (this.depth === 1) this.key = this.bytes.toString('utf8', at + 1, Math.min(end, at + MAX_KEY_LENGTH));
    return end + 1;
  }

  private open(at: number, byte: number): void {
    this.depth++;
    if (byte === OPENING_BRACE && this.depth === this.depthOf(this.key)) this.start = at;
  }

  private close(at: number): void {
    if (this.start > 0 && this.depth === this.depthOf(this.key)) {
      this.rest.push(this.bytes.subarray(this.taken, this.start), Buffer.from(String(this.pieces.length)));
      if (this.pieces.push(this.bytes.subarray(this.start, at + 1)) > this.mostPieces)
        throw new Error('There are too many pieces.');
      this.taken = at + 1;
      this.start = 0;
    }
    this.depth--;
  }

  join(): Buffer {
    return Buffer.concat([...this.rest, this.bytes.subarray(this.taken)]);
  }
}

/**
 * Cuts objects out of a JSON text that is too large to be parsed at once, which would hold up everybody. It may be no JSON at
 * all: that is for the parser to say.
 * @param depthOf how deep an object has to be to be cut out, by the key of the outermost object that it is under; the outermost is 1 deep
 * @throws when there are more than `mostPieces`
 */
export async function splitJson(
  bytes: Buffer,
  depthOf: (key: string) => number,
  mostPieces: number,
): Promise<SplitJson> {
  const splitter = new Splitter(bytes, depthOf, mostPieces);
  for (let at = 0, pause = AT_ONCE; at < bytes.length; ) {
    at = splitter.look(at);
    if (at < pause) continue;
    pause = at + AT_ONCE;
    await setImmediate();
  }
  return { rest: splitter.join(), pieces: splitter.pieces };
}
