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

  it('takes the best name that the ID token and UserInfo have, and keeps it when neither has one', async () => {
    rogue.provider.person = { sub: 'grace' };
    rogue.provider.lies = { userInfo: { sub: 'grace', family_name: 'Hopper' }, claims: { given_name: 'Grace' } };
    expect((await (await signInAt(rogue.app.url)).get('/')).text).to.contain('>Grace Hopper<');
    rogue.provider.lies = { status: { '/userinfo': 404 } };
    expect((await (await signInAt(rogue.app.url)).get('/')).text).to.contain('>Grace Hopper<');
  });

  const now = () => Math.floor(Date.now() / 1000);
  const clocks: Array<[what: string, claims: () => Record<string, unknown>, apart: string]> = [
    ['a token that isn’t valid yet', () => ({ nbf: now() + 110 }), '110 seconds'],
    ['a token from later today', () => ({ nbf: now() + 8000, iat: now() + 8000, exp: now() + 9000 }), '2 hours'],
    ['a token that has expired', () => ({ iat: now() - 3 * 86_400, exp: now() - 3 * 86_400 + 300 }), '3 days'],
  ];
  for (const [what, claims, apart] of clocks)
    it(`names the clocks, and how far they are apart, for ${what}`, async () => {
      rogue.provider.lies = { claims: claims() };
      const browser = new Browser(rogue.app.url);
      const page = await browser.get(await answerFor(browser));
      expectRefusal(rogue.app, page, 401);
      expect(sentenceOf(page)).to.match(/^The clocks of this server and of the sign-in service are \d+ \w+ apart\./);
      const [, number, unit] = /are (\d+) (\w+) apart/.exec(sentenceOf(page)) ?? [];
      const [expected = '', expectedUnit] = apart.split(' ');
      expect(unit).to.equal(expectedUnit);
      expect(Number(number)).to.be.closeTo(Number(expected), 50);
    });

  it('names the setting when the provider no longer accepts the app, asks it again, and goes on when it does', async () => {
    const browser = new Browser(rogue.app.url);
    rogue.provider.lies = { tokenAnswer: { error: 'unauthorized_client' } };
    expect(sentenceOf(await browser.get(await answerFor(browser)))).to.contain('CLIENT_ID or CLIENT_SECRET');
    rogue.provider.lies = {};
    await signInAt(rogue.app.url);
    expect((await browser.get('/health/ready')).status).to.equal(200);
  });

  for (const [error, setting] of [
    ['unauthorized_client', 'CLIENT_ID'],
    ['invalid_scope', 'openid'],
    ['unsupported_response_type', 'authorization code flow'],
  ] as const)
    it(`says what to change when the provider sends people back with ${error}`, async () => {
      rogue.provider.lies = { answer: { code: undefined, error } };
      const browser = new Browser(rogue.app.url);
      const page = await browser.get(await answerFor(browser));
      expectRefusal(rogue.app, page, 401);
      expect(sentenceOf(page)).to.contain(setting);
    });
});
