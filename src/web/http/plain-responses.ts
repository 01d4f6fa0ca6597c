import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

// Answers for which there is no page yet, or any more: they are plain text, and as guarded as the others.
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
};

/** Answers whoever comes while the app is being built. */
export function sendStartingResponse(_request: unknown, response: ServerResponse): void {
  response.writeHead(503, { ...HEADERS, 'Retry-After': '1' });
  response.end('FamiliarFaces is starting. Please try again in a moment.\n');
}

/** Answers on a connection on which no request could be read, and ends it. */
export function sendPlainResponse(socket: Duplex, status: number, sentence: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = `${sentence}\n`;
  const headers = { ...HEADERS, Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}
