import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Browser } from './browser';
import { type Asked, CLIENT, RogueProtocol } from './rogue-provider-protocol';
import { newKey } from './rogue-provider-tokens';

export { DISCOVERY, type Lies } from './rogue-provider-protocol';

/** A real OpenID provider on loopback, which signs its one person in without a question, and lies as it is told, to see who believes it. */
export class RogueProvider extends RogueProtocol {
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  /** By path: the last request. */
  readonly last = new Map<string, Asked>();

  private constructor(private readonly server: http.Server) {
    super(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void this.#receive(request, response));
  }

  static async start(port = 0): Promise<RogueProvider> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new RogueProvider(server);
  }

  /** The settings of an app that uses it. */
  get env(): Record<string, string> {
    return { OIDC_ISSUER: this.issuer, CLIENT_ID: CLIENT.id, CLIENT_SECRET: CLIENT.secret };
  }

  get port(): number {
    return Number(new URL(this.issuer).port);
  }

  timesAsked(path: string): number {
    return this.asked.filter((each) => each === path).length;
  }

  rotateKeys(): void {
    this.key = newKey();
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  async #receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.issuer);
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked: Asked = {
      parameters: body ? new URLSearchParams(body) : searchParams,
      authorization: request.headers.authorization ?? '',
    };
    this.asked.push(pathname);
    this.last.set(pathname, asked);
    const silence = this.lies.silent?.[pathname];
    if (silence === 'at once') return;
    const endless = this.lies.endless?.[pathname];
    if (endless !== undefined) return sendWithoutEnd(response, endless);
    const { status, body: answer = '', location } = this.answer(pathname, asked);
    const [type, text] =
      typeof answer === 'string' ? ['text/html', answer] : ['application/json', JSON.stringify(answer)];
    response.writeHead(status, {
      ...this.lies.headers?.[pathname],
      'Content-Type': type,
      ...(location !== undefined && { Location: location }),
    });
    if (silence === 'half-way') response.write(text.slice(0, 5));
    else response.end(text);
  }
}

/** Sends a text again and again, as fast as it is read, until nobody listens any more. */
function sendWithoutEnd(response: http.ServerResponse, text: string): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const send = () => {
    while (!response.destroyed && response.write(text));
  };
  response.on('drain', send);
  send();
}

/** Sends a browser to the provider and takes it as far as the provider's answer: the address that leads back, not opened yet. */
export async function answerFor(browser: Browser, path = '/login'): Promise<string> {
  const toProvider = await browser.get(path);
  const answer = await browser.get(toProvider.location ?? '');
  if (!answer.location) throw new Error(`The provider did not answer: ${answer.status} ${answer.text}`);
  return answer.location;
}

/** A browser that has signed in at the provider, as its person. */
export async function signInAt(appUrl: string): Promise<Browser> {
  const browser = new Browser(appUrl);
  const page = await browser.get(await answerFor(browser));
  if (page.status !== 303) throw new Error(`Nobody could sign in: ${page.status} ${page.text}`);
  return browser;
}
