import { fieldInvalid } from '../../errors';

/** The longest `data:image/jpeg;base64,` before a file. */
const MAX_HEAD = 200;
/** Both alphabets of https://www.rfc-editor.org/rfc/rfc4648, with or without padding. */
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
/** What JSON writes with a backslash in Base64: PHP does so with slashes, .NET with plus signs, and some break their lines. */
const ESCAPED = /\\(?:u([0-9A-Fa-f]{4})|([/nr]))/g;

const unescaped = (text: string) =>
  text.replace(ESCAPED, (_, hex?: string, other?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : other === '/' ? '/' : '',
  );

/** Where an escape begins that isn't whole yet, or the end of the text. */
function wholeLength(text: string): number {
  const at = text.lastIndexOf('\\');
  const length = text[at + 1] === 'u' ? 6 : 2;
  return at < 0 || text.length - at >= length ? text.length : at;
}

/** Decodes a file in Base64, as a JSON text has it between its quotes, piece by piece. A prefix such as `data:image/jpeg;base64,` is left out. */
export class Base64Decoder {
  private escape = '';
  /** What may be the prefix; undefined once that is known. */
  private head: string | undefined = '';
  private rest = '';
  private isOver = false;

  /** @param field that has the file, for the fault */
  constructor(private readonly field: string) {}

  /** Takes a piece. @returns what it decodes to, so far @throws fieldInvalid */
  write(piece: string): Buffer {
    if (/[^\x20-\x7e]/.test(piece)) throw this.fault();
    const text = this.escape + piece;
    const length = wholeLength(text);
    this.escape = text.slice(length);
    return this.decode(this.withoutHead(unescaped(text.slice(0, length))));
  }

  /** Says that all has been taken. @returns what was still missing @throws fieldInvalid */
  end(): Buffer {
    if (this.head?.startsWith('data:')) throw this.fault();
    const first = this.decode(this.head ?? '');
    const { rest } = this;
    if (this.escape !== '' || rest.length === 1 || rest.includes('=')) throw this.fault();
    return Buffer.concat([first, Buffer.from(rest, 'base64')]);
  }

  private withoutHead(text: string): string {
    if (this.head === undefined) return text;
    const head = this.head + text;
    this.head = undefined;
    const comma = head.indexOf(',');
    const isPrefix = head.startsWith('data:');
    if (isPrefix && comma >= 0 && comma < MAX_HEAD && head.slice(0, comma).endsWith(';base64'))
      return head.slice(comma + 1);
    if (isPrefix && (comma >= 0 || head.length > MAX_HEAD)) throw this.fault();
    if (!isPrefix && !'data:'.startsWith(head)) return head;
    this.head = head; // it may go on as a prefix
    return '';
  }

  private decode(text: string): Buffer {
    const all = this.rest + text;
    if (!BASE64.test(all) || (this.isOver && all !== '')) throw this.fault();
    const length = all.length - (all.length % 4);
    this.rest = all.slice(length);
    this.isOver ||= all.slice(0, length).endsWith('=');
    return Buffer.from(all.slice(0, length), 'base64');
  }

  private fault() {
    return fieldInvalid(this.field, `The field ${this.field} must be Base64.`);
  }
}
