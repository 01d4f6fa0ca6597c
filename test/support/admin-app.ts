import { startApp, type TestApp } from './app';
import type { Browser } from './browser';
import { userId } from './members';
import { RogueProvider, signInAt } from './rogue-provider';

/** An app whose provider says who people are, with an administrator, Root. */
export interface AdminApp {
  app: TestApp;
  root: Browser;
  /** Signs somebody in. */
  as(name: string, more?: Record<string, unknown>): Promise<Browser>;
  /** The path of somebody's page for administrators. */
  pageOf(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts an app with an administrator, who has signed in. */
export async function startAdminApp(settings: Record<string, string> = {}): Promise<AdminApp> {
  const provider = await RogueProvider.start();
  const admins = { ADMIN_EMAILS: 'root@example.org', ADMIN_GROUP: 'admins' };
  const app = await startApp({ ...provider.env, ...admins, ...settings });
  const as = (name: string, more: Record<string, unknown> = {}) => {
    const sub = name.toLowerCase();
    provider.person = { sub, name, email: `${sub}@example.org`, email_verified: true, ...more };
    return signInAt(app.url);
  };
  return {
    app,
    root: await as('Root'),
    as,
    pageOf: async (name) => `/admin/users/${await userId(app, name)}`,
    close: async () => {
      await app.close();
      await provider.stop();
    },
  };
}
