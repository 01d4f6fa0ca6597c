import { expect } from 'chai';
import { Browser } from '../support/browser';
import { expectRefusal } from '../support/refusal';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor } from '../support/rogue-provider';

const CALLBACK = '/authorization-code/callback';
const SCRIPT = '<script>alert(1)</script>';

describe('an error of the provider', () => {
  const rogue = setUpRogueApp();

  it('abuse 54: a canceled sign-in is reported plainly, offers another, and shows no text of the provider', async () => {
    const browser = new Browser(rogue.app.url);
    rogue.provider.lies = {
      answer: { code: undefined, error: 'access_denied', error_description: SCRIPT, error_uri: `javascript:${SCRIPT}` },
    };
    const page = await browser.follow(await browser.get(await answerFor(browser)));
    expect(page.url).to.equal(`${rogue.app.url}/error?reason=cancelled`);
    expect(page.text).to.contain('You canceled the sign-in.').and.contain('href="/login"').and.not.contain('alert(1)');
    expect((await browser.get('/')).status).to.equal(303);
  });

  const errors: Array<[string, number]> = [
    ['unauthorized_client', 401],
    [SCRIPT, 401],
    ['server_error', 503],
    ['temporarily_unavailable', 503],
  ];
  for (const [error, status] of errors) {
    it(`abuse 54: the error ${error} is refused in our own words`, async () => {
      const browser = new Browser(rogue.app.url);
      rogue.provider.lies = { answer: { code: undefined, error, error_description: SCRIPT } };
      const page = await browser.get(await answerFor(browser));
      expectRefusal(rogue.app, page, status);
      expect(page.text).not.to.contain('alert(1)');
    });
  }

  it('abuse 54: an address that somebody made up puts no text of its own on a page', async () => {
    const browser = new Browser(rogue.app.url);
    for (const path of [`/error?reason=${SCRIPT}`, '/error?reason=constructor', '/error?reason=a&reason=b', '/error']) {
      expect((await browser.get(path)).text, path)
        .to.contain('The sign-in didn’t work.')
        .and.not.contain('alert(1)');
    }
    const unasked = await browser.get(`${CALLBACK}?error=access_denied&error_description=${SCRIPT}`);
    expectRefusal(rogue.app, unasked, 400);
    expect(unasked.text).not.to.contain('alert(1)');
  });
});
