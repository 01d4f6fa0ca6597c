import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../../support/app';
import { passwordOf } from '../../support/own-accounts';
import { ReverseProxy } from '../../support/proxy';
import { launchChromium } from './chromium';
import { DESKTOP, type Device } from './looks';
import { watchTroubles } from './troubles';

export interface Visit {
  /** Signed in by this name; left out: not signed in. */
  as?: string;
  device?: Device;
  /** Instead of the device's. */
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  javaScript?: boolean;
  /** Unless false, the test waits for the page's scripts: before they are loaded, a form is sent without them. */
  waitsForScripts?: boolean;
  /** What the console may show because the test causes it on purpose: `/status of 422/` for a form that is refused. */
  expects?: readonly RegExp[];
}

/** What Chromium logs when scripts are off and a page's head names one; it doesn't load them then. */
const SCRIPTS_ARE_OFF = /^failed request: GET \S+\/assets\/\S+\.js csp /;

/** Types a name into the form that the page shows, and waits for the app. Accounts of the app's own have a password, too. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByLabel(/^(Your name|Name)$/).fill(name);
  const password = page.getByLabel('Password', { exact: true });
  if (await password.count()) await password.fill(passwordOf(name));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Makes every action in a page wait until the behaviors of its visible elements have started. */
async function waitForScripts(page: Page): Promise<void> {
  await page.addLocatorHandler(page.locator('[data-behavior]:not([data-live])').first(), async () => {});
}

/** The real app and Chromium, for a `describe`: both start before its first test and end after its last. */
export class Stage {
  #app: TestApp | undefined;
  #proxy: ReverseProxy | undefined;
  #browser: Browser | undefined;

  /**
   * @param env settings of the app
   * @param basePath the path that it runs below
   */
  static setUp(env: Record<string, string> = {}, basePath = ''): Stage {
    const stage = new Stage();
    before('start the app and Chromium', async () => {
      [stage.#app, stage.#browser] = await Promise.all([startApp(env, { basePath }), launchChromium()]);
    });
    after('end the app and Chromium', async () => {
      await stage.#browser?.close();
      await stage.#app?.close();
    });
    return stage;
  }

  /** The same, with a proxy in front of the app. */
  static setUpBehindProxy(): Stage {
    const stage = new Stage();
    before('start the app, a proxy and Chromium', async () => {
      const proxy = await ReverseProxy.start();
      stage.#proxy = proxy;
      [stage.#app, stage.#browser] = await Promise.all([startApp({ PUBLIC_URL: proxy.url }), launchChromium()]);
      proxy.target = stage.app.url;
    });
    after('end the app, the proxy and Chromium', async () => {
      await stage.#browser?.close();
      await stage.#app?.close();
      stage.#proxy?.close();
    });
    return stage;
  }

  get proxy(): ReverseProxy {
    if (!this.#proxy) throw new Error('This stage has no proxy.');
    return this.#proxy;
  }

  get app(): TestApp {
    if (!this.#app) throw new Error('The app starts before the first test.');
    return this.#app;
  }

  /**
   * Opens the app's first page in a new browser context, and runs a test in it.
   * @throws what the test throws, and whatever the browser complained of meanwhile
   */
  async visit(
    {
      as,
      device = DESKTOP,
      viewport,
      colorScheme = 'light',
      javaScript = true,
      waitsForScripts: waits = javaScript,
      expects = [],
    }: Visit,
    act: (page: Page) => Promise<void>,
  ): Promise<void> {
    if (!this.#browser) throw new Error('Chromium starts before the first test.');
    const { services } = this.app;
    const url = this.#proxy?.url ?? this.app.url;
    const context = await this.#browser.newContext({
      ...device.options,
      ...(viewport && { viewport }),
      baseURL: url,
      colorScheme,
      reducedMotion: 'reduce',
      javaScriptEnabled: javaScript,
    });
    context.setDefaultTimeout(30_000); // two suites share the machine
    try {
      const troubles = await watchTroubles(context, [new URL(url).origin, ...services.provider.origins()]);
      const page = await context.newPage();
      if (waits) await waitForScripts(page);
      await page.goto(`${url}/`);
      if (as) await signInAs(page, as);
      await act(page);
      const expected = javaScript ? expects : [...expects, SCRIPTS_ARE_OFF];
      const unexpected = troubles.filter((line) => !expected.some((each) => each.test(line)));
      if (unexpected.length > 0) throw new Error(`The browser complained:\n  ${unexpected.join('\n  ')}`);
    } finally {
      await context.close();
    }
  }
}
