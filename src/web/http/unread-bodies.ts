import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { MEGABYTE } from '../../units';

/** The longest body that is taken although nobody reads it. Browsers want to send all of an upload before they look at the answer. */
const MAX_UNREAD_BYTES = 32 * MEGABYTE;
/** How long a client has to take its answer while nothing more is taken from it. */
const LAST_MS = 2000;

/**
 * Closes connections on which a body goes on that nobody reads: after the answer, Node would take it to its end and throw it away,
 * however long it is.
 */
export function refuseUnreadBodies(server: Server): void {
  server.on('request', (request, response) => {
    response.once('finish', () => {
      if (!request.complete && mayGoOn(request)) closeSoon(request, response);
    });
  });
}

const mayGoOn = ({ headers }: IncomingMessage) => !(Number(headers['content-length']) <= MAX_UNREAD_BYTES);

/** Takes nothing more, and leaves the client a moment: closed at once, its system might forget the answer. */
function closeSoon({ socket }: IncomingMessage, response: ServerResponse): void {
  // Node lets the connection go on with the end of the answer.
  response.once('close', () => setImmediate(() => socket.pause()));
  setTimeout(() => socket.destroy(), LAST_MS).unref();
}
