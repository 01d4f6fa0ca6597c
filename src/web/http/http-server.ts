import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { answerOddRequests, NOT_UNDERSTOOD, type PlainAnswer } from './odd-requests';
import { OrderedServer } from './ordered-server';
import { sendPlainResponse } from './plain-responses';
import { cutOffSlowClients } from './slow-clients';
import { refuseUnreadBodies } from './unread-bodies';
import { WholeChunks } from './whole-chunks';

/**
 * How long a request may take to arrive. Node allows five minutes, but a zip of 2 GB takes an hour at 5 Mbit/s.
 * slow-clients.ts ends slow ones earlier.
 */
const MAX_UPLOAD_MS = 60 * 60 * 1000;
/** How long headers may take. They are a few hundred bytes, so a client that needs longer only holds the connection. */
const MAX_HEADERS_MS = 20_000;
/** How often Node checks these limits. */
const CHECK_INTERVAL_MS = 5000;

/** Answers to requests that Node couldn't read, by its error codes. Node's own answers have no text and no headers. */
const UNREAD: Record<string, PlainAnswer> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request was too slow and was stopped.'],
  HPE_HEADER_OVERFLOW: [431, 'The request’s headers are too long.'],
};

/**
 * Creates a server that no client can block: headers have to arrive in time, and after that clients have to keep
 * sending and reading.
 * @param slowClientSeconds how long a client may neither send nor read
 */
export function createHttpServer(slowClientSeconds: number): http.Server {
  const patienceMs = slowClientSeconds * 1000;
  const server = new OrderedServer({
    requestTimeout: MAX_UPLOAD_MS,
    headersTimeout: Math.min(MAX_HEADERS_MS, patienceMs),
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    IncomingMessage: WholeChunks,
    requireHostHeader: false, // Node's own answer has no text and no headers
  });
  const answers = new WeakMap<Duplex, http.ServerResponse>();
  server.on('request', (request, response) => void answers.set(request.socket, response));
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    const [status, sentence] = UNREAD[code] ?? NOT_UNDERSTOOD;
    // A second answer inside one that has begun would be read as part of it.
    if (answer?.headersSent && !answer.writableFinished) socket.destroy();
    else sendPlainResponse(socket, status, sentence);
  });
  cutOffSlowClients(server, patienceMs);
  refuseUnreadBodies(server);
  answerOddRequests(server);
  return server;
}
