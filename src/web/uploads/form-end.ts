import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { noteRefusal } from './upload-watch';

const BOUNDARY = /;\s*boundary=(?:"((?:\\.|[^"\\])*)"|([^\s;"]+))/i;
const NOTHING = Buffer.alloc(0);

/** The line that ends a form, by its Content-Type: the boundary with two hyphens behind it (https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1). */
function endOf(contentType: string): Buffer | undefined {
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted?.replace(/\\(.)/g, '$1') ?? bare;
  return boundary === undefined ? undefined : Buffer.from(`\r\n--${boundary}--`, 'latin1');
}

/**
 * Feeds an upload to its parser up to the end of the form. What comes after it belongs to nothing, and parts in there would be begun
 * and never ended.
 */
export function feed(request: IncomingMessage, parser: Writable): void {
  const end = endOf(request.headers['content-type'] ?? '');
  if (end) {
    let isOver = false;
    let tail = Buffer.from('\r\n'); // the first line may be the last one
    const write = parser._write.bind(parser);
    parser._write = (chunk: Buffer, encoding, done) => {
      const seen = Buffer.concat([tail.subarray(-(end.length - 1)), chunk]);
      const at = isOver ? -1 : seen.indexOf(end);
      const before = seen.length - chunk.length;
      const length = isOver ? 0 : at < 0 ? chunk.length : at + end.length - before;
      isOver ||= at >= 0;
      tail = seen.subarray(-(end.length - 1));
      write(length > 0 ? chunk.subarray(0, length) : NOTHING, encoding, done);
    };
  }
  parser.once('unpipe', () => noteRefusal(request));
  request.pipe(parser);
}
