import { EventEmitter, once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that a receiver got. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  path: string;
}

type Answer = (message: Received, response: ServerResponse) => void;

const answerOk: Answer = (_message, response) => void response.end('thank you');

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return { headers: request.headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' };
}

/** A real server on loopback that takes webhooks and keeps what it got. */
export class Receiver {
  readonly received: Received[] = [];
  private readonly news = new EventEmitter().setMaxListeners(0);

  private constructor(
    private readonly server: http.Server,
    readonly port: number,
    /** Answers a message; by default with 200. */
    public answer: Answer,
  ) {}

  static async start(answer: Answer = answerOk): Promise<Receiver> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const receiver = new Receiver(server, (server.address() as AddressInfo).port, answer);
    server.on('request', async (request, response) => {
      const message = await read(request);
      receiver.received.push(message);
      receiver.answer(message, response);
      receiver.news.emit('received');
    });
    return receiver;
  }

  /** Its address by number. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Answers all that follows with a status. */
  answerWith(status: number, headers: Record<string, string> = {}, text = ''): void {
    this.answer = (_message, response) => void response.writeHead(status, headers).end(text);
  }

  /** Waits until it has got so many messages. */
  async gets(count: number): Promise<Received[]> {
    while (this.received.length < count) await once(this.news, 'received');
    return this.received;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
