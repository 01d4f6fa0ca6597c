import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Koa from 'koa';
import { bodyParser } from 'koa-bodyparser';
import session from 'koa-session';
import pino from 'pino';
import { loadAssets } from '../../src/web/assets/assets';
import type { Middleware } from '../../src/web/context';
import { answerErrors } from '../../src/web/middleware/error-answers';
import { renderPages } from '../../src/web/pages/pages';
import { loadViews } from '../../src/web/pages/views';

const source = path.join(__dirname, '..', '..', 'src');

export interface SmallApp {
  callback: ReturnType<Koa['callback']>;
  logged: Array<Record<string, unknown>>;
  folder: string;
  close(): void;
}

/** What `src/web` gives every page, with one view of a test and its routes: no features, no catalog. */
export function smallApp(view: string, ...routes: Middleware[]): SmallApp {
  const folder = mkdtempSync(path.join(tmpdir(), 'small-app-'));
  cpSync(path.join(source, 'web'), folder, { recursive: true, filter: (file) => !file.endsWith('.ts') });
  writeFileSync(path.join(folder, 'view.handlebars'), view);
  const logged: SmallApp['logged'] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const app = new Koa({ keys: ['key'] });
  app.on('error', (error) => log.debug({ err: error }, 'failed outside a request'));
  const stored = new Map<string, unknown>();
  const store = {
    get: async (id: string) => stored.get(id),
    set: async (id: string, data: unknown) => void stored.set(id, structuredClone(data)),
    destroy: async (id: string) => void stored.delete(id),
  };
  renderPages(app, loadViews(folder, loadAssets(path.join(source, 'browser'))));
  app.use(answerErrors(log));
  app.use(session({ store } as never, app) as Koa.Middleware);
  app.use(bodyParser({ enableTypes: ['form'], formLimit: '64kb' }));
  for (const route of routes) app.use(route);
  return { callback: app.callback(), logged, folder, close: () => rmSync(folder, { recursive: true }) };
}
