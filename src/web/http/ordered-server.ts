import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { normalizeTarget } from './odd-requests';
import { answerPlainly } from './plain-responses';

/**
 * How many requests may wait behind others on all connections together. Each takes about 4 kB. Browsers never send one before the
 * answer to another, so nobody who waits is one.
 */
const MAX_WAITING = 5000;

/** Who waits for the end of one answer: Koa, its streams, and our middleware, which are more than the ten that Node takes for a leak. */
const MAX_LISTENERS = 25;

type Exchange = [request: IncomingMessage, response: ServerResponse];

/**
 * A server whose requests are all for a path of a host, and that begins one request of a connection at a time: the next one once the answer to the one before is out. Node itself
 * begins all that have arrived ("pipelining", https://www.rfc-editor.org/rfc/rfc9112#name-pipelining), and holds the answers until
 * they are read, so that a few kilobytes would make the app work a thousand times and hold the results.
 */
export class OrderedServer extends http.Server {
  /** The requests that wait on each busy connection. */
  private readonly waiting = new Map<Socket, Exchange[]>();
  private count = 0;

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event !== 'request') return super.emit(event as string, ...values);
    const exchange = values as Exchange;
    const [{ socket }] = exchange;
    const others = this.waiting.get(socket);
    if (others) this.hold(socket, others, exchange);
    else this.begin(socket, [], exchange);
    return true;
  }

  private hold(socket: Socket, others: Exchange[], exchange: Exchange): void {
    if (this.count >= MAX_WAITING) {
      socket.destroy();
      return;
    }
    others.push(exchange);
    this.count += 1;
    socket.pause();
  }

  private begin(socket: Socket, others: Exchange[], [request, response]: Exchange): void {
    this.waiting.set(socket, others);
    response.setMaxListeners(MAX_LISTENERS).once('close', () => this.next(socket, others));
    const refusal = normalizeTarget(request);
    if (refusal) answerPlainly(response, refusal);
    else super.emit('request', request, response);
  }

  private next(socket: Socket, others: Exchange[]): void {
    const isOver = socket.destroyed || socket.writableEnded;
    const next = isOver ? undefined : others.shift();
    this.count -= isOver ? others.length : next ? 1 : 0;
    if (!next) {
      this.waiting.delete(socket);
      return;
    }
    // Node lets a connection go on after each answer. What has arrived comes first.
    if (others.length > 0) socket.pause();
    else socket.resume();
    this.begin(socket, others, next);
  }
}
