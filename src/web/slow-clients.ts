import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { uploadTooSlow } from '../errors';

/** An upload has to bring this much on an average; a bad connection of a telephone brings ten times as much. */
const LEAST_BYTES_PER_SECOND = 1000;

/**
 * Gives up clients that hold on to a connection: uploads that come too slowly are told so (408), and who stops reading an
 * answer, or asks for nothing, is cut off. An answer that is still being worked on may take its time.
 * @param patienceMs how long a client may stand still, and over how long its speed is looked at
 */
export function cutOffSlowClients(server: Server, patienceMs: number): void {
  const latest = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();
  server.on('request', (request, response) => {
    latest.set(request.socket, { request, response });
    if (hasBody(request)) watchUpload(request, response, patienceMs);
    watchReader(request, response, patienceMs, () => latest.get(request.socket)?.request === request);
  });
  server.timeout = patienceMs;
  server.on('timeout', (socket: Socket) => {
    const exchange = latest.get(socket);
    const isOurTurn = exchange && !exchange.response.writableFinished && socket.writableLength === 0;
    if (!isOurTurn) socket.destroy();
    else socket.setTimeout(patienceMs); // Node tells of it once
  });
}

const hasBody = ({ headers }: IncomingMessage) => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function watchUpload(request: IncomingMessage, response: ServerResponse, patienceMs: number): void {
  const { socket } = request;
  const least = (LEAST_BYTES_PER_SECOND * patienceMs) / 1000;
  let seen = socket.bytesRead;
  const watch = setInterval(() => {
    const arrived = socket.bytesRead - seen;
    seen = socket.bytesRead;
    const isOurTurn = request.complete || request.readableLength > 0;
    if (!isOurTurn && arrived < least) giveUp(request, response);
  }, patienceMs);
  watch.unref();
  request.once('close', () => clearInterval(watch));
}

/**
 * Cuts off who doesn't take the answer, but sends bytes that become no request: each would let Node's clock begin anew.
 * @param isLatest whether no other request has come on the connection since
 */
function watchReader(request: IncomingMessage, response: ServerResponse, patienceMs: number, isLatest: () => boolean): void {
  const { socket } = request;
  let seen = Number.POSITIVE_INFINITY; // until the request is complete
  const watch = setInterval(() => {
    if (socket.writableLength > 0 && socket.bytesRead > seen && isLatest()) socket.destroy();
    if (request.complete) seen = socket.bytesRead;
    if (socket.destroyed) clearInterval(watch); // an answer whose turn never came isn't told
  }, patienceMs);
  watch.unref();
  response.once('close', () => clearInterval(watch));
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
