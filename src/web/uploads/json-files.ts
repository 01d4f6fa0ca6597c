import { fieldInvalid, fieldTooLong, jsonMalformed } from '../../errors';

/** Takes the files of a JSON body. */
export interface FileSink {
  /** Begins a file. @param field that has it */
  begin(field: string): void;
  /** Takes a piece of the file, as it stands between the quotes. */
  write(piece: Buffer): Promise<void>;
  /** Ends the file. */
  end(): Promise<void>;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [...Buffer.from('"\\,:')];
const OPENING = new Set(Buffer.from('{['));
const CLOSING = new Set(Buffer.from('}]'));
const OBJECT = Buffer.from('{')[0];

function parse(bytes: readonly number[]): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)));
  } catch {
    throw jsonMalformed();
  }
}

/**
 * Reads a JSON object whose fields have files as texts: `{ "file": "…" }` or `{ "file": ["…", "…"] }`. The files go on as they arrive, so that
 * none of them is ever in memory; what is left of the body is small, and read in the end.
 */
export class JsonFiles {
  /** The body, with empty texts for the files. */
  private readonly rest: number[] = [];
  private depth = 0;
  private isObject = false;
  private isList = false;
  private isKey = false;
  private key = '';
  private isInText = false;
  private isEscaped = false;
  private textStart = 0;
  private isInFile = false;
  private files = 0;

  /** @param maxRest how many bytes the body may have beside its files */
  constructor(
    private readonly fields: readonly string[],
    private readonly sink: FileSink,
    private readonly maxRest: number,
  ) {}

  /** Takes the next bytes. @throws fieldTooLong, jsonMalformed; what the sink throws */
  async write(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      if (this.isInFile) at = await this.takeFile(chunk, at);
      else this.take(chunk[at++] ?? 0);
    }
  }

  /** Says that all has been taken. @returns the other fields @throws jsonMalformed, fieldInvalid */
  end(): unknown {
    const body = parse(this.rest);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
    const others = Object.entries(body);
    const found = others.filter(([name]) => this.fields.includes(name));
    const texts = found.flatMap(([name, value]) => [value].flat().map((text) => ({ name, text })));
    const wrong = texts.find(({ text }) => text !== '');
    // A field that comes twice counts once for JSON, but both files have arrived.
    if (wrong || texts.length !== this.files) {
      const name = wrong?.name ?? this.fields[0] ?? '';
      throw fieldInvalid(name, `The field ${name} must be a text in Base64, or a list of such texts.`);
    }
    return Object.fromEntries(others.filter(([name]) => !this.fields.includes(name)));
  }

  private async takeFile(chunk: Buffer, from: number): Promise<number> {
    const end = chunk.indexOf('"', from);
    await this.sink.write(chunk.subarray(from, end < 0 ? undefined : end));
    if (end < 0) return chunk.length;
    await this.sink.end();
    this.isInFile = false;
    this.keep(QUOTE ?? 0);
    return end + 1;
  }

  private keep(byte: number): void {
    this.rest.push(byte);
    if (this.rest.length > this.maxRest) throw fieldTooLong();
  }

  private take(byte: number): void {
    this.keep(byte);
    if (this.isInText) this.takeText(byte);
    else if (byte === QUOTE) this.beginText();
    else if (OPENING.has(byte)) this.open(byte);
    else if (CLOSING.has(byte)) {
      this.depth -= 1;
      if (this.depth === 1) this.isList = false;
    } else if (this.depth === 1 && this.isObject && (byte === COMMA || byte === COLON)) this.isKey = byte === COMMA;
  }

  private takeText(byte: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (byte === BACKSLASH) this.isEscaped = true;
    else if (byte === QUOTE) {
      this.isInText = false;
      if (this.depth === 1 && this.isKey) this.key = String(parse(this.rest.slice(this.textStart)));
    }
  }

  private beginText(): void {
    const isValue = this.depth === 1 && this.isObject && !this.isKey;
    this.isInFile = (isValue || (this.depth === 2 && this.isList)) && this.fields.includes(this.key);
    this.isInText = !this.isInFile;
    this.textStart = this.rest.length - 1;
    if (!this.isInFile) return;
    this.files += 1;
    this.sink.begin(this.key);
  }

  private open(byte: number): void {
    if (this.depth === 0) this.isObject = this.isKey = byte === OBJECT;
    this.depth += 1;
    if (this.depth === 2) this.isList = this.isObject && !this.isKey && byte !== OBJECT;
  }
}
