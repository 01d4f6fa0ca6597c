import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { uploadTooSlow } from '../../errors';

/** The lowest average speed of uploading, and of reading an answer. A bad phone connection is ten times as fast. */
const MIN_BYTES_PER_SECOND = 1000;

/**
 * How long a connection may be without a request, beyond a client's patience. Headers that arrive slowly are refused before that, with a sentence
 * (http-server.ts).
 */
const HEADERS_MS = 20_000;

interface SpeedLimit {
  patienceMs: number;
  /** How many bytes have to move in that time. */
  min: number;
}

/**
 * Ends connections of clients that only hold them. A slow upload is answered with 408; a client that reads an answer
 * too slowly, or requests nothing, is disconnected. The app itself may take its time to answer.
 * @param patienceMs how long a client may do nothing, and the time over which its speed is measured
 * @param minPerSecond how many bytes a second it has to send or read
 */
export function cutOffSlowClients(server: Server, patienceMs: number, minPerSecond = MIN_BYTES_PER_SECOND): void {
  const limit = { patienceMs, min: (minPerSecond * patienceMs) / 1000 };
  const latest = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();
  const watchRequest = watchConnections(server, patienceMs + HEADERS_MS);
  server.on('request', (request, response) => {
    latest.set(request.socket, { request, response });
    watchRequest(response);
    if (hasBody(request)) watchUpload(request, response, limit);
    watchReader(request, response, limit, () => latest.get(request.socket)?.request === request);
  });
  server.timeout = patienceMs;
  server.on('timeout', (socket: Socket) => {
    const exchange = latest.get(socket);
    const isOurTurn = exchange && !exchange.response.writableFinished && socket.writableLength === 0;
    if (!isOurTurn) socket.destroy();
    else socket.setTimeout(patienceMs); // or there would be no other timeout event
  });
}

/**
 * Disconnects clients that send no request, whatever else they send: Node passes over empty lines before a request, and each restarts its own
 * timeout.
 * @param limitMs how long a connection may be without a request
 * @returns a function to call with each response as its request begins; until the response is over, no time counts
 */
function watchConnections(server: Server, limitMs: number): (response: ServerResponse) => void {
  const watches = new WeakMap<Socket, { timer: NodeJS.Timeout; requests: number }>();
  server.on('connection', (socket: Socket) => {
    const timer = setTimeout(() => {
      if (watches.get(socket)?.requests) timer.refresh();
      else socket.destroy();
    }, limitMs).unref();
    watches.set(socket, { timer, requests: 0 });
    socket.once('close', () => clearTimeout(timer));
  });
  return (response) => {
    const watch = watches.get(response.req.socket);
    if (!watch) return;
    watch.requests += 1;
    response.once('close', () => {
      watch.requests -= 1;
      watch.timer.refresh();
    });
  };
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function watchUpload(request: IncomingMessage, response: ServerResponse, { patienceMs, min }: SpeedLimit): void {
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
 * Disconnects a client that reads its answer too slowly, and one that only sends bytes which aren't a request: each of
 * them would restart Node's own timeout.
 * @param isLatest returns whether no later request has come on the connection
 */
function watchReader(
  request: IncomingMessage,
  response: ServerResponse,
  { patienceMs, min }: SpeedLimit,
  isLatest: () => boolean,
): void {
  const { socket } = request;
  const isTooSlow = measureReader(socket, min);
  let seen = Number.POSITIVE_INFINITY; // until the request is complete
  const watch = setInterval(() => {
    const onlySends = socket.writableLength > 0 && socket.bytesRead > seen && isLatest();
    if (isTooSlow() || onlySends) socket.destroy();
    if (request.complete) seen = socket.bytesRead;
  }, patienceMs);
  watch.unref();
  response.once('close', () => clearInterval(watch));
}

/**
 * Measures how fast a client reads while bytes wait for it. Node can't tell how many of the waiting bytes the client
 * has read already, so it may be behind by up to as many.
 * @param min how many bytes it has to read between two calls
 * @returns a function to call at regular intervals, which returns whether the client is too slow
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

/** Fails a slow upload, for its reader to answer. If nothing reads it, or an answer has begun, ends the connection. */
function giveUp(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || request.listenerCount('error') === 0) {
    request.socket.destroy();
    return;
  }
  response.setHeader('Connection', 'close');
  request.emit('error', uploadTooSlow());
}
