import { setImmediate } from 'node:timers/promises';

/** A large JSON text, cut into pieces. */
export interface SplitJson {
  /** The text without the pieces. In place of each stands its index. */
  rest: Buffer;
  pieces: Buffer[];
}

/** After so many bytes, which take some milliseconds, other work gets its turn. */
const AT_ONCE = 500_000;
const MAX_KEY_LENGTH = 40;

const [QUOTE, BACKSLASH, OPENING_BRACE, OPENING_BRACKET, CLOSING_BRACE, CLOSING_BRACKET] = Buffer.from('"\\{[}]');

class Splitter {
  readonly pieces: Buffer[] = [];
  private readonly rest: Buffer[] = [];
  private depth = 0;
  private key = '';
  /** Where the current piece begins; 0 between pieces. */
  private start = 0;
  /** Where the last piece ended. */
  private end = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly depthOf: (key: string) => number,
    private readonly maxPieces: number,
  ) {}

  /** Looks at the byte at a position. @returns the position to look at next */
  look(at: number): number {
    const byte = this.bytes[at];
    if (byte === undefined) return at + 1;
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
      this.rest.push(this.bytes.subarray(this.end, this.start), Buffer.from(String(this.pieces.length)));
      if (this.pieces.push(this.bytes.subarray(this.start, at + 1)) > this.maxPieces)
        throw new Error('There are too many pieces.');
      this.end = at + 1;
      this.start = 0;
    }
    this.depth--;
  }

  join(): Buffer {
    return Buffer.concat([...this.rest, this.bytes.subarray(this.end)]);
  }
}

/**
 * Cuts objects out of a JSON text that is too large to be parsed at once, which would block the app. It doesn't check whether the
 * text is valid JSON.
 * @param depthOf the depth of objects to cut out, by the key of the outermost object that they are under; that one has depth 1
 * @throws when there are more than `maxPieces`
 */
export async function splitJson(
  bytes: Buffer,
  depthOf: (key: string) => number,
  maxPieces: number,
): Promise<SplitJson> {
  const splitter = new Splitter(bytes, depthOf, maxPieces);
  for (let at = 0, pause = AT_ONCE; at < bytes.length; ) {
    at = splitter.look(at);
    if (at < pause) continue;
    pause = at + AT_ONCE;
    await setImmediate();
  }
  return { rest: splitter.join(), pieces: splitter.pieces };
}
