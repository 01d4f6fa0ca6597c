import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { uploadTooSlow } from '../../errors';

/** An upload has to bring this much on an average, and an answer to be taken as fast; a bad connection of a telephone brings ten times as much. */
const MIN_BYTES_PER_SECOND = 1000;

interface Bounds {
  patienceMs: number;
  /** Bytes in that time. */
  min: number;
}

/**
 * Gives up clients that hold on to a connection: uploads that come too slowly are told so (408), and who takes an
 * answer too slowly, or asks for nothing, is cut off. An answer that is still being worked on may take its time.
 * @param patienceMs how long a client may stand still, and over how long its speed is looked at
 * @param minPerSecond how many bytes it has to send or take
 */
export function cutOffSlowClients(server: Server, patienceMs: number, minPerSecond = MIN_BYTES_PER_SECOND): void {
  const thresholds = { patienceMs, min: (minPerSecond * patienceMs) / 1000 };
  const latest = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();
  server.on('request', (request, response) => {
    latest.set(request.socket, { request, response });
    if (hasBody(request)) watchUpload(request, response, thresholds);
    watchReader(request, response, thresholds, () => latest.get(request.socket)?.request === request);
  });
  server.timeout = patienceMs;
  server.on('timeout', (socket: Socket) => {
    const exchange = latest.get(socket);
    const isOurTurn = exchange && !exchange.response.writableFinished && socket.writableLength === 0;
    if (!isOurTurn) socket.destroy();
    else socket.setTimeout(patienceMs); // Node tells of it once
  });
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function watchUpload(request: IncomingMessage, response: ServerResponse, { patienceMs, min }: Bounds): void {
  const { socket } = request;
  let seen = socket.bytesRead;
  const watch = setInterval(() => {
    const arrived = socket.bytesRead - seen;
    seen = socket.bytesRead;
    const isOurTurn = request.complete || request.readableLength > 0;
    if (!isOurTurn && arrived < min) giveUp(request, response);
  }, patienceMs);
  watch.unref();
  request.once('close', () => clearInterval(watch));
}

/**
 * Cuts off who takes the answer too slowly, or doesn't take it but sends bytes that become no request: each would let Node's
 * clock begin anew.
 * @param isLatest whether no other request has come on the connection since
 */
function watchReader(
  request: IncomingMessage,
  response: ServerResponse,
  { patienceMs, min }: Bounds,
  isLatest: () => boolean,
): void {
  const { socket } = request;
  const isTooSlow = measureReader(socket, min);
  let seen = Number.POSITIVE_INFINITY; // until the request is complete
  const watch = setInterval(() => {
    const onlyTalks = socket.writableLength > 0 && socket.bytesRead > seen && isLatest();
    if (isTooSlow() || onlyTalks) socket.destroy();
    if (request.complete) seen = socket.bytesRead;
  }, patienceMs);
  watch.unref();
  response.once('close', () => clearInterval(watch));
}

/**
 * As long as bytes wait it is the reader's turn, else the app's own. How many of those that wait are taken in fact, nobody can
 * tell: up to as many the reader may be behind.
 * @returns to be asked once in the time in which `least` bytes have to be taken
 */
function measureReader(socket: Socket, min: number): () => boolean {
  let before: { taken: number; behind: number } | undefined;
  return () => {
    const waiting = socket.writableLength;
    const taken = socket.bytesWritten - waiting;
    const behind = before ? Math.max(0, before.behind + min - (taken - before.taken)) : 0;
    before = waiting > 0 ? { taken, behind } : undefined;
    return behind > waiting && waiting > 0;
  };
}

/** Whoever reads the upload hears of it as of any other failure, and answers; when nobody does, there is nothing left to say. */
function giveUp(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || request.listenerCount('error') === 0) {
    request.socket.destroy();
    return;
  }
  response.setHeader('Connection', 'close');
  request.emit('error', uploadTooSlow());
}
