import http from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { sendPlainResponse } from './plain-responses';
import { cutOffSlowClients } from './slow-clients';

/** Node gives a request five minutes to arrive; a zip of 2 GB takes an hour at 5 Mbit/s. Slow ones are cut off before. */
const MAX_UPLOAD_MS = 60 * 60 * 1000;
/** Headers are a few hundred bytes: who takes longer means to hold on to the connection. */
const MAX_HEADERS_MS = 20_000;
const CHECKED_EVERY_MS = 5000;

/** Why a request never became one. Node's own answers have no sentence, and no headers. */
const UNREAD: Record<string, [status: number, sentence: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request was too slow and was stopped.'],
  HPE_HEADER_OVERFLOW: [431, 'The request’s headers are too long.'],
};
const NO_REQUEST: [number, string] = [400, 'The request couldn’t be understood.'];

/**
 * A server that nobody can hold up: its clients have so long for the headers, and have to keep sending and reading after.
 * @param slowClientSeconds how long a client may stand still
 */
export function createHttpServer(slowClientSeconds: number): http.Server {
  const patienceMs = slowClientSeconds * 1000;
  const server = http.createServer({
    requestTimeout: MAX_UPLOAD_MS,
    headersTimeout: Math.min(MAX_HEADERS_MS, patienceMs),
    connectionsCheckingInterval: CHECKED_EVERY_MS,
  });
  const answers = new WeakMap<Duplex, http.ServerResponse>();
  server.on('request', (request, response) => void answers.set(request.socket, response));
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    const [status, sentence] = UNREAD[code] ?? NO_REQUEST;
    // Inside an answer that has begun, another one would be read as part of it.
    if (answer?.headersSent && !answer.writableFinished) socket.destroy();
    else sendPlainResponse(socket, status, sentence);
  });
  notifyPipelinedResponses(server);
  cutOffSlowClients(server, patienceMs);
  return server;
}

/** Of answers asked for on one connection, each waits for the one before; Node tells only the first of them that the client has gone. */
function notifyPipelinedResponses(server: http.Server): void {
  const answers = new WeakMap<Socket, Set<http.ServerResponse>>();
  server.on('connection', (socket) => {
    const inTurn = new Set<http.ServerResponse>();
    answers.set(socket, inTurn);
    socket.once('close', () => {
      for (const answer of inTurn) if (!answer.socket) answer.emit('close');
    });
  });
  server.on('request', ({ socket }, answer) => {
    answers.get(socket)?.add(answer);
    answer.once('finish', () => answers.get(socket)?.delete(answer));
  });
}
