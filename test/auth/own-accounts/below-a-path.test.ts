import { expect } from 'chai';
import type { TestApp } from '../../support/app';
import { Browser } from '../../support/browser';
import { PASSWORDS, setUpAddressOf, startOwnApp, useLink } from '../../support/own-accounts';
import { addressesIn } from '../../support/pages';
import { ReverseProxy } from '../../support/proxy';

for (const strips of [true, false])
  describe(`accounts of one’s own below a path that a proxy ${strips ? 'takes off' : 'passes on'}`, () => {
    let proxy: ReverseProxy;
    let app: TestApp;
    before(async () => {
      proxy = await ReverseProxy.start();
      proxy.meddle = (incoming) => {
        if (strips) incoming.url = incoming.url?.replace(/^\/faces(?=\/)/, '');
        return false;
      };
      app = await startOwnApp({ PUBLIC_URL: `${proxy.url}/faces`, TRUST_PROXY: '1' });
      proxy.target = new URL(app.url).origin;
    });
    after(async () => {
      await app.close();
      proxy.close();
    });

    it('are set up, sign in, come back to the page, and sign out, all below it', async () => {
      const ada = new Browser(proxy.url);
      const address = setUpAddressOf(app);
      expect(address).to.match(new RegExp(`^${proxy.url}/faces/sign-in/set-up\\?`));
      const made = await useLink(ada, address, { name: 'Ada', password: PASSWORDS.ada });
      expect(made.location).to.equal(`${proxy.url}/faces/login`);
      const form = await ada.open('/faces/settings');
      expect(form.url).to.match(new RegExp(`^${proxy.url}/faces/sign-in/interaction/`));
      for (const each of addressesIn(form.text).filter((link) => link.startsWith('/')))
        expect(each).to.match(/^\/faces\//);
      const answer = await ada.answerForm(form, { name: 'Ada', password: PASSWORDS.ada, action: 'sign-in' });
      const page = await ada.follow(answer);
      expect([page.url, page.status]).to.deep.equal([`${proxy.url}/faces/settings`, 200]);
      expect((await ada.get('/faces/accounts')).status).to.equal(200);
      const out = await ada.follow(await ada.post('/faces/logout'));
      expect(new URL(out.url).pathname).to.equal('/faces/logout/callback');
    });
  });
