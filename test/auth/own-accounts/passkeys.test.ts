import { expect } from 'chai';
import type { TestApp } from '../../support/app';
import { Authenticator } from '../../support/authenticator';
import { Browser } from '../../support/browser';
import { openSignIn, PASSWORDS, startOwnApp, startWithAda } from '../../support/own-accounts';
import { challengeOn } from '../../support/passkey-pages';

describe('a passkey', () => {
  let app: TestApp;
  let ada: Browser;
  const device = new Authenticator('localhost');
  before(async () => {
    [app, ada] = await startWithAda();
  });
  after(() => app.close());
  const asked = (challenge: string) => ({ challenge, origin: app.url });

  it('is added with the password, and named', async () => {
    const passkey = device.create(asked(challengeOn(await ada.get('/security'))));
    const added = await ada.post('/security/passkeys', { passkey, current: PASSWORDS.ada, name: 'My phone' });
    expect(added.status).to.equal(303);
    expect((await ada.get('/security')).text)
      .to.contain('<bdi>My phone</bdi>')
      .and.contain('Never used');
  });

  it('signs in without a name or a password', async () => {
    const browser = new Browser(app.url);
    const form = await openSignIn(browser);
    const passkey = device.get(asked(challengeOn(form)));
    const page = await browser.follow(await browser.answerForm(form, { passkey, action: 'passkey' }));
    expect([page.status, page.url]).to.deep.equal([200, `${app.url}/`]);
    expect((await ada.get('/security')).text).to.contain('Last used');
  });

  it('is removed, and signs nobody in any more', async () => {
    const handle = /\/security\/actions\/remove\/(\w+)/.exec((await ada.get('/security')).text)?.[1];
    await ada.post(`/security/actions/remove/${handle}`);
    const browser = new Browser(app.url);
    const form = await openSignIn(browser);
    const passkey = device.get(asked(challengeOn(form)));
    expect((await browser.answerForm(form, { passkey, action: 'passkey' })).status).to.equal(401);
  });

  it('isn’t offered where browsers have none: over plain http', async () => {
    const plain = await startOwnApp({ PUBLIC_URL: 'http://192.168.1.5:8080' });
    try {
      expect(plain.services.own?.passkeys.arePossible).to.equal(false);
    } finally {
      await plain.close();
    }
  });
});
