import { startApp, type TestApp } from './app';
import { RogueProvider } from './rogue-provider';

export interface RogueApp {
  readonly provider: RogueProvider;
  readonly app: TestApp;
}

/** The app and a provider that lies to it, for a `describe`: both start before its first test and end after its last; every test begins without a lie. */
export function setUpRogueApp(): RogueApp {
  let provider: RogueProvider | undefined;
  let app: TestApp | undefined;
  before('start the provider and the app', async () => {
    provider = await RogueProvider.start();
    app = await startApp(provider.env);
  });
  after('end the app and the provider', async () => {
    await app?.close();
    await provider?.stop();
  });
  beforeEach('let the provider be honest', () => {
    if (provider) provider.lies = {};
  });
  const started = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('It starts before the first test.');
    return value;
  };
  return {
    get provider() {
      return started(provider);
    },
    get app() {
      return started(app);
    },
  };
}
