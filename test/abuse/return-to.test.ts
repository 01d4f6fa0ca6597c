import http from 'node:http';
import { expect } from 'chai';
import { Browser, type Page } from '../support/browser';
import { FOREIGN_ADDRESSES } from '../support/foreign-addresses';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor, signInAt } from '../support/rogue-provider';

// An address can't hold half of a character: it would arrive as U+FFFD, which is harmless.
const ADDRESSES = FOREIGN_ADDRESSES.filter((address) => address.isWellFormed());
const loginFor = (address: string) => `/login?${new URLSearchParams({ returnTo: address })}`;

describe('the way back after signing in', () => {
  const rogue = setUpRogueApp();

  // Checks the header as sent: there must be nothing for a browser to interpret.
  const expectHome = (page: Page, address: string) =>
    expect([page.status, page.headers.get('Location')], JSON.stringify(address)).to.deep.equal([303, '/']);

  it(`abuse 55: never leads to another site, for ${ADDRESSES.length} foreign addresses`, async () => {
    expect(ADDRESSES.length).to.be.at.least(50);
    for (const address of ADDRESSES) {
      const browser = new Browser(rogue.app.url);
      expectHome(await browser.get(await answerFor(browser, loginFor(address))), address);
    }
  });

  it('abuse 55: never leads to another site when one is signed in already', async () => {
    const eve = await signInAt(rogue.app.url);
    for (const address of ADDRESSES) expectHome(await eve.get(loginFor(address)), address);
    for (const twice of [
      'returnTo=/a&returnTo=//evil.example',
      'returnTo[]=//evil.example',
      'returnTo[href]=//evil.example',
    ]) {
      expectHome(await eve.get(`/login?${twice}`), twice);
    }
  });

  it('abuse 55: never leads to another site from a page whose address a browser would take for another host', async () => {
    const { port } = new URL(rogue.app.url);
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/%2f%2fevil.example',
      '/%5cevil.example',
      'http://evil.example/',
      '/.//evil.example',
      '*',
    ]) {
      const location = await new Promise<string | undefined>((resolve, reject) => {
        const asked = http.get({ host: 'localhost', port, path, headers: { Accept: 'text/html' } }, (answer) =>
          resolve(answer.resume().headers.location),
        );
        asked.on('error', reject);
      });
      // No page is there, or the guard sends to our own sign-in, which leads to the dashboard.
      expect(location ?? '/login', path).to.match(/^\/login(\?|$)/);
      const browser = new Browser(rogue.app.url);
      if (location)
        expect((await browser.get(await answerFor(browser, location))).headers.get('Location'), path).to.equal('/');
    }
  });

  it('abuse 55: leads to any page of ours', async () => {
    const browser = new Browser(rogue.app.url);
    expect(
      (await browser.get(await answerFor(browser, loginFor('/people?q=a%2Fb&page=2')))).headers.get('Location'),
    ).to.equal('/people?q=a%2Fb&page=2');
  });
});
