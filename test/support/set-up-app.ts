import { startApp, type TestApp } from './app';
import { type Browser, signIn } from './browser';

/**
 * The app, with people signed in to it, for a `describe`: it starts before the first test and ends after the last.
 * @param names who signs in
 * @param take is given the app and the browser of each, to keep them and to prepare what else the tests need
 */
export function setUpApp<const Names extends readonly string[]>(
  names: Names,
  take: (...started: [app: TestApp, ...browsers: { [Name in keyof Names]: Browser }]) => void | Promise<void>,
): void {
  let app: TestApp | undefined;
  before('start the app', async () => {
    app = await startApp();
    const browsers: Browser[] = [];
    for (const name of names) browsers.push(await signIn(app.url, name));
    await take(app, ...(browsers as { [Name in keyof Names]: Browser }));
  });
  after('end the app', () => app?.close());
}
