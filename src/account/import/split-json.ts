import { randomBytes } from 'node:crypto';

/** A large JSON text, cut into pieces. */
export interface SplitJson {
  /** The text without the pieces. In place of each stands a string that no text from outside can contain. */
  rest: Buffer;
  /** How many pieces there are. */
  count: number;
  /** Finds the piece that stood where a parsed `rest` has this value; undefined when the value was there before. */
  pieceFor(value: unknown): Buffer | undefined;
}

export interface SplitLimits {
  pieces: number;
  /** Brackets, braces and commas outside of the pieces: how much there is to parse. */
  marks: number;
}

const MAX_KEY_LENGTH = 40;
/** Random, so that a text from outside can't name a piece. */
const SECRET_BYTES = 12;

const [QUOTE, BACKSLASH, COMMA, OPENING_BRACE, OPENING_BRACKET, CLOSING_BRACE, CLOSING_BRACKET] =
  Buffer.from('"\\,{[}]');

class Splitter {
  /** Where each piece begins and ends, one after the other. */
  readonly places: number[] = [];
  readonly secret = randomBytes(SECRET_BYTES).toString('hex');
  private depth = 0;
  private key = '';
  private marks = 0;
  /** Where the current piece begins; 0 between pieces. */
  private start = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly depthOf: (key: string) => number,
    private readonly limits: SplitLimits,
  ) {}

  /** Looks at the byte at a position. @returns the position to look at next */
  look(at: number): number {
    const byte = this.bytes[at];
    if (byte === undefined) return at + 1;
    if (byte === QUOTE) return this.passString(at);
    if (byte === COMMA) this.mark();
    else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.open(at, byte);
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) this.close(at);
    return at + 1;
  }

  private passString(at: number): number {
    let end = at + 1;
    while (end < this.bytes.length && this.bytes[end] !== QUOTE) end += this.bytes[end] === BACKSLASH ? 2 : 1;
    if (this.depth === 1) this.key = this.bytes.toString('utf8', at + 1, Math.min(end, at + MAX_KEY_LENGTH));
    return end + 1;
  }

  private mark(): void {
    if (this.start === 0 && ++this.marks > this.limits.marks) throw new Error('There is too much beside the pieces.');
  }

  private open(at: number, byte: number): void {
    this.depth++;
    this.mark();
    if (byte === OPENING_BRACE && this.depth === this.depthOf(this.key)) this.start = at;
  }

  private close(at: number): void {
    if (this.start > 0 && this.depth === this.depthOf(this.key)) {
      if (this.places.length >= 2 * this.limits.pieces) throw new Error('There are too many pieces.');
      this.places.push(this.start, at + 1);
      this.start = 0;
    }
    this.depth--;
  }

  /** The text without the pieces. One buffer takes it, as a million small ones would take more memory than the text. */
  join(): Buffer {
    const { places, bytes, secret } = this;
    const longest = secret.length + String(places.length).length + 2;
    const rest = Buffer.allocUnsafe(bytes.length + (places.length / 2) * longest);
    let length = 0;
    let end = 0;
    for (let at = 0; at < places.length; at += 2) {
      length += bytes.copy(rest, length, end, places[at]);
      length += rest.write(`"${secret}${at / 2}"`, length, 'latin1');
      end = places[at + 1] ?? end;
    }
    length += bytes.copy(rest, length, end);
    return rest.subarray(0, length);
  }
}

/**
 * Cuts objects out of a JSON text that is too large to be parsed at once. It doesn't check whether the text is valid JSON. It takes as
 * long as the text is, so it belongs into a side thread.
 * @param depthOf the depth of objects to cut out, by the key of the outermost object that they are under; that one has depth 1
 * @throws when there are more pieces or marks than the limits allow
 */
export function splitJson(bytes: Buffer, depthOf: (key: string) => number, limits: SplitLimits): SplitJson {
  const splitter = new Splitter(bytes, depthOf, limits);
  for (let at = 0; at < bytes.length; ) at = splitter.look(at);
  const { places, secret } = splitter;
  return {
    rest: splitter.join(),
    count: places.length / 2,
    pieceFor(value) {
      if (typeof value !== 'string' || !value.startsWith(secret)) return undefined;
      const number = 2 * Number(value.slice(secret.length));
      return bytes.subarray(places[number], places[number + 1]);
    },
  };
}
