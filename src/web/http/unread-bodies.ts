import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MEGABYTE } from '../../units';

/** The longest body that is taken although nobody reads it. Browsers want to send all of an upload before they look at the answer. */
const MAX_UNREAD_BYTES = 32 * MEGABYTE;
/** How long a client has to take its answer while nothing more is taken from it. */
const LAST_MS = 2000;

/**
 * Closes connections on which a body goes on that nobody reads: after the answer, Node would take it to its end and throw it away,
 * however long it is. The client has a moment to take its answer: when a connection is closed at once while more is arriving, the
 * client's system may forget what it hasn't read yet.
 */
export function refuseUnreadBodies(server: Server): void {
  server.on('connection', (socket) => {
    // Node calls it after an answer with `Connection: close`.
    const closeAtOnce = socket.destroySoon.bind(socket);
    socket.destroySoon = () => (unread.has(socket) ? closeLater(socket) : closeAtOnce());
  });
  server.on('request', (request, response) => {
    response.prependOnceListener('finish', () => {
      if (request.complete) return;
      unread.add(request.socket);
      if (mayGoOn(request)) closeSoon(request, response);
    });
    request.once('end', () => unread.delete(request.socket));
  });
}

/** Connections with an answer to a request whose body hasn't ended. */
const unread = new WeakSet<Socket>();

const mayGoOn = ({ headers }: IncomingMessage) => !(Number(headers['content-length']) <= MAX_UNREAD_BYTES);

/** Takes nothing more, and closes the connection in a moment. */
function closeSoon({ socket }: IncomingMessage, response: ServerResponse): void {
  // Node lets the connection go on with the end of the answer.
  response.once('close', () => setImmediate(() => socket.pause()));
  closeLater(socket, false);
}

function closeLater(socket: Socket, says = true): void {
  if (says) socket.end();
  setTimeout(() => socket.destroy(), LAST_MS).unref();
}
