import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';

export interface Page {
  status: number;
  headers: Headers;
  /** The body as text. */
  text: string;
  /** The body as it came, for pictures. */
  bytes: Buffer;
  /** The whole address a redirect leads to. */
  location: string | undefined;
  url: string;
}

type Fields = Record<string, string>;
const SAFE = ['GET', 'HEAD'];
/** How fetch says that a connection has ended. */
const CLOSED = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/**
 * A browser without JavaScript, as far as these tests need one: it keeps cookies by host and path (ports share them, as in real ones),
 * says `Sec-Fetch-Site`, and follows redirects only when told to. Paths are those of the app's host.
 */
export class Browser {
  /** By host and path, then by name. */
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(readonly appUrl: string) {}

  /** Asks for one page; a redirect is an answer like any other. */
  get(path: string, headers: Fields = {}): Promise<Page> {
    return this.request('GET', path, { headers });
  }

  /** Sends a form of the same page: fields as `application/x-www-form-urlencoded`, FormData (with Blobs as files) as `multipart/form-data`. */
  post(path: string, form: Fields | FormData = {}, headers: Fields = {}): Promise<Page> {
    const body = form instanceof FormData ? form : new URLSearchParams(form);
    return this.request('POST', path, { body, headers });
  }

  /** Follows redirects to the end, over both hosts. */
  async follow(page: Page): Promise<Page> {
    let now = page;
    for (let hops = 0; now.location; hops += 1) {
      expect(hops, `redirects, the last one to ${now.location}`).to.be.below(15);
      now = await this.get(now.location);
    }
    return now;
  }

  /** Asks for a page and follows where it leads. */
  async open(path: string): Promise<Page> {
    return this.follow(await this.get(path));
  }

  /** Fills in the local provider's form, and follows the way back to the app. `page` is that form. */
  async submitName(page: Page, name: string): Promise<Page> {
    return this.follow(await this.answerForm(page, { name, action: 'sign-in' }));
  }

  /** Sends the form on a page of the provider, which leads to the first redirect. */
  answerForm(page: Page, fields: Fields): Promise<Page> {
    const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1];
    if (!action) throw new Error(`There is no form at ${page.url}: ${page.text}`);
    return this.post(new URL(action, page.url).href, fields);
  }

  /** The cookies of a host and a path, by name; of the app's host and all its paths, when neither is given. */
  cookies(url = this.appUrl, path = '/'): Map<string, string> {
    const key = new URL(url).hostname + path;
    const found = this.#cookies.get(key) ?? new Map<string, string>();
    this.#cookies.set(key, found);
    return found;
  }

  /** Any other request. */
  async request(
    method: string,
    path: string,
    { body, headers }: { body?: FormData | URLSearchParams; headers: Fields },
  ): Promise<Page> {
    const url = new URL(path, this.appUrl).href;
    const cookie = this.#cookieHeader(url);
    // A test that has blocked for seconds, waiting for a process of its own, hears only now which connections the app has closed meanwhile.
    await turn();
    const response = await this.#send(url, {
      method,
      redirect: 'manual',
      headers: {
        Accept: 'text/html,*/*;q=0.8',
        'Cache-Control': 'max-age=0',
        ...(SAFE.includes(method) ? {} : { 'Sec-Fetch-Site': 'same-origin' }),
        ...(cookie && { Cookie: cookie }),
        ...headers,
      },
      ...(body && { body }),
    });
    this.#keepCookies(url, response);
    const bytes = Buffer.from(await response.arrayBuffer());
    const location = response.headers.get('Location');
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      get text() {
        return bytes.toString(); // not before it is asked for: a zip may be longer than any string
      },
      location: location === null ? undefined : new URL(location, url).href,
      url,
    };
  }

  /** Asks once more for a page whose connection the app had just closed as an idle one, as browsers do (RFC 9110, 9.2.2). */
  async #send(url: string, request: RequestInit & { method: string }): Promise<Response> {
    try {
      return await fetch(url, request);
    } catch (error) {
      const { code = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
      if (!SAFE.includes(request.method) || !CLOSED.includes(code)) throw error;
      return fetch(url, request);
    }
  }

  #cookieHeader(url: string): string {
    const { hostname, pathname } = new URL(url);
    const fitting = [...this.#cookies].filter(([key]) => (hostname + pathname).startsWith(key));
    return fitting.flatMap(([, cookies]) => [...cookies].map(([name, value]) => `${name}=${value}`)).join('; ');
  }

  #keepCookies(url: string, response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const cookies = this.cookies(url, /; path=([^;]+)/i.exec(line)?.[1]);
      const expires = /; expires=([^;]+)/i.exec(line)?.[1];
      if (expires && Date.parse(expires) < Date.now()) cookies.delete(name);
      else cookies.set(name, value);
    }
  }
}

/** Signs in by the real code flow, through the local provider's form; `path` is the page asked for first. @returns the browser, signed in */
export async function signIn(
  appUrl: string,
  name: string,
  path = '/',
  browser = new Browser(appUrl),
): Promise<Browser> {
  const base = new URL(appUrl).pathname.replace(/\/$/, '');
  const form = await browser.open(`${base}/login?returnTo=${encodeURIComponent(path)}`);
  await browser.submitName(form, name);
  if (browser.cookies(appUrl, base || '/').size === 0) throw new Error(`${name} could not sign in`);
  return browser;
}
