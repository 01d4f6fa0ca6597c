import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { answerFor, RogueProvider, signInAt } from '../support/rogue-provider';

// What it refuses is in test/abuse.
describe('OidcStrategy', () => {
  let provider: RogueProvider;
  let app: TestApp;
  before(async () => {
    provider = await RogueProvider.start();
    app = await startApp(provider.env);
  });
  after(async () => {
    await app.close();
    await provider.stop();
  });

  it('believes an honest provider, and takes the name from UserInfo', async () => {
    provider.person = { sub: 'ada', name: ' Ada Lovelace ' };
    expect((await (await signInAt(app.url)).get('/')).text).to.contain('>Ada Lovelace<');
  });

  it('takes the username of who has no name', async () => {
    provider.lies = { userInfo: { sub: 'ada', preferred_username: 'ada7' } };
    expect((await (await signInAt(app.url)).get('/')).text).to.contain('>ada7<');
  });

  it('tells whoever runs the app when the provider does not accept it', async () => {
    provider.lies = { tokenAnswer: { error: 'invalid_client' } };
    const browser = new Browser(app.url);
    const page = await browser.get(await answerFor(browser));
    expectRefusal(app, page, 502);
    expect(sentenceOf(page)).to.contain('doesn’t accept this app');
    expect(JSON.stringify(app.logged)).to.contain('invalid_client');
  });
});
