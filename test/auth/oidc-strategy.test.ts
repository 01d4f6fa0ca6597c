import { expect } from 'chai';
import { Browser } from '../support/browser';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor, signInAt } from '../support/rogue-provider';

// What it refuses is in test/abuse.
describe('OidcStrategy', () => {
  const rogue = setUpRogueApp();

  it('believes an honest provider, and takes the name from UserInfo', async () => {
    rogue.provider.person = { sub: 'ada', name: ' Ada Lovelace ' };
    expect((await (await signInAt(rogue.app.url)).get('/')).text).to.contain('>Ada Lovelace<');
  });

  it('uses the username when there is no name', async () => {
    rogue.provider.lies = { userInfo: { sub: 'ada', preferred_username: 'ada7' } };
    expect((await (await signInAt(rogue.app.url)).get('/')).text).to.contain('>ada7<');
  });

  it('logs for the operator when the provider does not accept the app', async () => {
    rogue.provider.lies = { tokenAnswer: { error: 'invalid_client' } };
    const browser = new Browser(rogue.app.url);
    const page = await browser.get(await answerFor(browser));
    expectRefusal(rogue.app, page, 502);
    expect(sentenceOf(page)).to.contain('doesn’t accept this app');
    expect(JSON.stringify(rogue.app.logged)).to.contain('invalid_client');
  });
});
