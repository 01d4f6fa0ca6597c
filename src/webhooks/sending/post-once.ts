import type { LookupAddress } from 'node:dns';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Target } from './targets';

/** How long a receiver may take, from the connection to the end of its answer. */
const PATIENCE_MS = 10_000;
/** How much of an answer is read. */
const MAX_ANSWER_BYTES = 64_000;
/** How much of it is kept. */
const KEPT_BYTES = 500;
const MAX_HEADER_BYTES = 16_384;

/** What a receiver answered. */
export interface PostAnswer {
  status: number;
  /** The first bytes of its body, as text without control characters. */
  text: string;
  /** What `Retry-After` asks for, in milliseconds; 0 without one. */
  retryAfterMs: number;
}

/** Gives a connection the addresses that have been checked. */
function pinned(addresses: readonly LookupAddress[]): NonNullable<RequestOptions['lookup']> {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) return callback(null, [...addresses]);
    if (!first) return callback(new Error('no address'), '', 4);
    callback(null, first.address, first.family);
  };
}

/** Reads the beginning of an answer. What comes of it before the connection ends, or time is over, is enough. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (bytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - bytes));
      bytes += chunk.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // The status has been received, and says whether the message has.
  }
  return Buffer.concat(kept)
    .toString()
    .replace(/[^\P{C}\n\t]/gu, '\ufffd');
}

function retryAfterOf({ headers }: IncomingMessage): number {
  const text = headers['retry-after'] ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) * 1000 : 0;
}

/**
 * Posts a text, to one of the addresses of a target and to no other. Redirects aren't followed, no proxy is used, no connection is kept.
 * @throws the error of the connection; the signal's reason, or a TimeoutError after ten seconds
 */
export async function postOnce(
  { url, addresses }: Target,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const { request } = url.protocol === 'https:' ? https : http;
  signal.throwIfAborted();
  // Not AbortSignal.any with AbortSignal.timeout: Node 20 collects that as garbage, and it never aborts.
  const time = new AbortController();
  const giveUp = () => time.abort(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(() => time.abort(new DOMException('no answer in time', 'TimeoutError')), PATIENCE_MS);
  const options = {
    method: 'POST',
    agent: false, // a new one for each request: it knows no proxy, and keeps nothing
    lookup: pinned(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
    signal: time.signal,
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' },
  };
  let answer: IncomingMessage | undefined;
  try {
    answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, options, resolve);
      sent.on('error', (error) => reject(time.signal.aborted ? time.signal.reason : error));
      sent.end(body);
    });
    return { status: answer.statusCode ?? 0, text: await beginningOf(answer), retryAfterMs: retryAfterOf(answer) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    answer?.destroy();
  }
}
