import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

// Answers when no page can be rendered: plain text, with the same security headers as pages.
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
};

/** The path of the question whether the app is alive, below any path of PUBLIC_URL. */
const LIVE = /^[^?]*\/health\/live$/;

/** Answers requests while the app starts: 503, try again in a second. It is alive, so that nobody starts it anew meanwhile. */
export function sendStartingResponse({ url = '' }: IncomingMessage, response: ServerResponse): void {
  if (LIVE.test(url)) {
    response.writeHead(200, { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8' });
    response.end('{"status":"starting"}');
    return;
  }
  response.writeHead(503, { ...HEADERS, 'Retry-After': '1' });
  response.end('FamiliarFaces is starting. Please try again in a moment.\n');
}

/** Answers a request with a sentence, and ends its connection. */
export function answerPlainly(response: ServerResponse, [status, sentence]: readonly [number, string]): void {
  response.writeHead(status, { ...HEADERS, Connection: 'close' });
  response.end(`${sentence}\n`);
}

/** Answers on a connection whose request couldn't be read, and ends it. */
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
