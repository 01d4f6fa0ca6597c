import { startApp, type TestApp } from './app';
import { Browser, type Page } from './browser';
import { elementAt } from './elements';

/** Passwords as people choose them: several words. */
export const PASSWORDS = { ada: 'correct horse battery staple', bea: 'nine purple umbrellas dance' };

/** What somebody chose, by the name that they sign in with. @throws when nothing is known of them */
export function passwordOf(name: string): string {
  const password = (PASSWORDS as Record<string, string>)[name.toLowerCase()];
  if (!password) throw new Error(`${name} has no account.`);
  return password;
}

/** The app as others reach it, without another provider: with accounts of its own. */
export const startOwnApp = (env: Record<string, string> = {}): Promise<TestApp> =>
  startApp({ HOST: '0.0.0.0', ...env });

/** Opens the page on which somebody signs in. */
export const openSignIn = (browser: Browser): Promise<Page> => browser.open('/login');

/** Types a name and a password, and follows the way back to the app. @returns the page at its end: the form again, if they were refused */
export async function signInWith(browser: Browser, name: string, password: string): Promise<Page> {
  const form = await openSignIn(browser);
  return browser.follow(await browser.answerForm(form, { name, password, action: 'sign-in' }));
}

/** The address that the app prints at its first start. */
export const setUpAddressOf = ({ services }: TestApp): string => services.own?.setUpAddress ?? '';

/** Fills in the page that a link opens. */
export async function useLink(
  browser: Browser,
  address: string,
  { name = '', password, again = password }: { name?: string; password: string; again?: string },
): Promise<Page> {
  const token = elementAt(address.split('token='), 1);
  return browser.post(new URL(address).pathname, { token, name, password, again });
}

/** The app with its first administrator, Ada, signed in. */
export async function startWithAda(env: Record<string, string> = {}): Promise<[app: TestApp, ada: Browser]> {
  const app = await startOwnApp(env);
  const ada = new Browser(app.url);
  await useLink(ada, setUpAddressOf(app), { name: 'Ada', password: PASSWORDS.ada });
  await signInWith(ada, 'Ada', PASSWORDS.ada);
  return [app, ada];
}

/** The link that the page of accounts shows once. */
export const linkOn = ({ text }: Page): string =>
  /<code data-copying="text">([^<]+)</.exec(text)?.[1]?.replaceAll('&#x3D;', '=') ?? '';

/** Has an administrator invite somebody, who makes an account and signs in. @returns their browser */
export async function signInInvited(app: TestApp, admin: Browser, name: string, password: string): Promise<Browser> {
  const browser = new Browser(app.url);
  await useLink(browser, linkOn(await admin.post('/accounts', { note: name })), { name, password });
  await signInWith(browser, name, password);
  return browser;
}
