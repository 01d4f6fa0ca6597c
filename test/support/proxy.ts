import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request itself, as proxies do, and returns true; or leaves it to the app. */
export type Meddle = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A reverse proxy in front of the app, as small as it can be. */
export class ReverseProxy {
  /** The app's own address. */
  target = '';
  meddle: Meddle = () => false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((incoming, outgoing) => {
      if (!this.meddle(incoming, outgoing)) this.#pass(incoming, outgoing);
    });
  }

  /** Starts a proxy on a free port. */
  static async start(): Promise<ReverseProxy> {
    const proxy = new ReverseProxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, headers, url = '/' } = incoming;
    const passed = request(new URL(url, this.target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Answers with a page of the proxy's own. It lets the upload run out, as nginx does, so that the answer is read. */
export function answerItself(status: number, page: string, headers: Record<string, string> = {}): Meddle {
  return (incoming, outgoing) => {
    if (incoming.method !== 'POST') return false;
    incoming.resume();
    incoming.on('end', () => outgoing.writeHead(status, { 'Content-Type': 'text/html', ...headers }).end(page));
    return true;
  };
}
