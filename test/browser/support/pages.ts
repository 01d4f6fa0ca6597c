import type { TestApp } from '../../support/app';
import { type AppPage, at, behind } from './app-page';
import { settleClub } from './club';
import { OWNER, settle } from './household';
import { settleOwnAccounts } from './own-household';

const mine = (name: string, address: string) => at(name, OWNER, address);

async function pagesOf(app: TestApp): Promise<readonly AppPage[]> {
  const { result, imported, webhook } = await settle(app);
  return [
    { name: 'sign-in', as: null, go: (page) => page.getByLabel('Your name').waitFor() },
    at('empty', 'Somebody new', '/', true),
    mine('people', '/'),
    behind('person', OWNER, '/', 'Ada Evans'),
    mine('waiting', '/drafts'),
    behind('choose-a-face', OWNER, '/drafts', 'Ruth Stein'),
    mine('recognized', result),
    mine('history', '/recognition'),
    mine('ignored', '/ignored'),
    mine('activity', '/activity'),
    mine('audit', '/audit'),
    mine('settings', '/settings'),
    mine('galleries', '/galleries'),
    mine('members', '/members'),
    mine('security', '/security'),
    mine('keys', '/keys'),
    mine('api-reference', '/api/reference'),
    mine('webhooks', '/webhooks'),
    mine('webhook', webhook),
    behind('delivery', OWNER, webhook, 'webhook.test'),
    mine('my-data', '/account'),
    mine('import', imported),
    mine('delete-account', '/account/delete'),
    mine('error', '/nowhere'),
    ...(await settleClub(app)),
  ];
}

/** An app with something on each of its pages. */
interface SettledApp {
  name: string;
  /** Settings of the app. */
  env: Record<string, string>;
  /** Puts something on every page. @returns the pages */
  settle(app: TestApp): Promise<readonly AppPage[]>;
}

/** Every page. Add a new one here: then axe-core checks it, it has to fit a phone, and it gets a screenshot. */
export const APPS: readonly SettledApp[] = [
  { name: 'every page', env: {}, settle: pagesOf },
  { name: 'every page of accounts and administrators', env: { HOST: '0.0.0.0' }, settle: settleOwnAccounts },
];
