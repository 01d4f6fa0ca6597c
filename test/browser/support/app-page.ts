import type { Page } from 'playwright-core';

/** A page of the app in one of its states. */
export interface AppPage {
  name: string;
  /** Who looks at it; null for a visitor who isn't signed in. */
  as: string | null;
  /** Whether it has the title of another page, of which it is another state. */
  isAnotherState?: boolean;
  /** From the first page to this one. */
  go(page: Page): Promise<unknown>;
}

/** The page at an address. */
export const at = (name: string, as: string | null, address: string, isAnotherState = false): AppPage => ({
  ...{ name, as, isAnotherState },
  go: (page) => page.goto(address),
});

/** The page that a link on the page at an address leads to. */
export const behind = (name: string, as: string, address: string, link: string): AppPage => ({
  name,
  as,
  async go(page) {
    await page.goto(address);
    await page.getByRole('link', { name: link }).first().click();
    await page.waitForLoadState();
  },
});
