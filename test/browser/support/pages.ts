import type { Page } from 'playwright-core';
import { CLUB_OWNER, type Club, INVITED } from './club';
import { type Household, OWNER } from './household';

/** A page of the app in one of its states. */
export interface AppPage {
  name: string;
  /** Who looks at it; null for a visitor who isn't signed in. */
  as: string | null;
  /** From the first page to this one. */
  go(page: Page): Promise<unknown>;
}

const at = (name: string, address: string, as = OWNER): AppPage => ({ name, as, go: (page) => page.goto(address) });

/** Goes to the first page and from there to what a link leads to. */
const behind = (name: string, address: string, link: string, as = OWNER): AppPage => ({
  name,
  as,
  async go(page) {
    await page.goto(address);
    await page.getByRole('link', { name: link }).first().click();
    await page.waitForLoadState();
  },
});

/** Every page. Add a new one here: then axe-core checks it, it has to fit a phone, and it gets a screenshot. */
export const pagesOf = (
  { result, imported, webhook }: Household,
  { base, invitation }: Club,
): readonly AppPage[] => [
  { name: 'sign-in', as: null, go: (page) => page.getByLabel('Your name').waitFor() },
  at('empty', '/', 'Somebody new'),
  at('people', '/'),
  behind('person', '/', 'Ada Evans'),
  at('waiting', '/drafts'),
  behind('choose-a-face', '/drafts', 'Ruth Stein'),
  at('recognized', result),
  at('history', '/recognition'),
  at('ignored', '/ignored'),
  at('activity', '/activity'),
  at('audit', '/audit'),
  at('settings', '/settings'),
  at('galleries', '/galleries'),
  at('members', '/members'),
  { name: 'switcher', as: CLUB_OWNER, go: (page) => openSwitcher(page, base) },
  at('club-members', `${base}/members`, CLUB_OWNER),
  { name: 'link-made', as: CLUB_OWNER, go: (page) => makeLink(page, base) },
  behind('copy-to', `${base}/`, 'Ada Evans', CLUB_OWNER),
  at('delete-gallery', `${base}/gallery/delete`, CLUB_OWNER),
  at('invitation', invitation, INVITED),
  at('security', '/security'),
  at('keys', '/keys'),
  at('api-reference', '/api/reference'),
  at('webhooks', '/webhooks'),
  at('webhook', webhook),
  behind('delivery', webhook, 'webhook.test'),
  at('my-data', '/account'),
  at('import', imported),
  at('delete-account', '/account/delete'),
  at('error', '/nowhere'),
];
