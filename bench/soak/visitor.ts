import { Browser, type Page } from '../../test/support/browser';
import type { Kind, Tally } from './tally';

const PICTURE = /^\/(images\/[^/]+|recognition\/[^/]+\/(photo|image|faces\/\d+)|drafts\/[^/]+\/(photo|faces\/\d+))$/;
const SIGN_IN = ['/login', '/logout', '/logout/callback', '/authorization-code/callback'];

function kindOf(method: string, path: string): Kind {
  if (SIGN_IN.includes(path)) return 'signIn';
  if (method === 'POST') return path === '/recognition' ? 'recognition' : path === '/images' ? 'upload' : 'change';
  if (path.startsWith('/assets/')) return 'asset';
  if (path.startsWith('/health')) return 'health';
  if (PICTURE.test(path)) return 'picture';
  return path.startsWith('/recognition/') ? 'result' : 'page';
}

/** A browser that counts every answer of the app. Those of the provider don't count. */
export class Visitor extends Browser {
  constructor(
    appUrl: string,
    private readonly tally: Tally,
  ) {
    super(appUrl);
  }

  override async request(...[method, path, rest]: Parameters<Browser['request']>): Promise<Page> {
    const url = new URL(path, this.appUrl);
    if (url.origin !== new URL(this.appUrl).origin) return super.request(method, path, rest);
    const kind = kindOf(method, url.pathname);
    const what = `${method} ${url.pathname}`;
    const started = performance.now();
    const page = await super.request(method, path, rest).catch((error) => {
      this.tally.blame(`${what} was not answered: ${error.cause ?? error}`);
      throw error;
    });
    this.tally.note(kind, page.status, performance.now() - started);
    this.tally.check(kind, page.status, page.headers, what);
    return page;
  }
}
