import { expect } from 'chai';
import { createApp } from '../../src/app';
import { randomId } from '../../src/storage/names';
import { isForApi } from '../../src/web/responses/api-paths';
import type { TestApp } from '../support/app';
import type { Browser, Page } from '../support/browser';
import { crawl } from '../support/crawl';
import { capture, elementAt } from '../support/elements';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { changes, routesOf } from '../support/routes';
import { setUpApp } from '../support/set-up-app';

const GUESSES = 1000;
const AT_ONCE = 20;
/** 16 out of 32 characters, after a readable part or alone. */
const RANDOM_ID = /(?:^|-)([a-km-np-z2-9]{16})$/;

describe('an address that somebody guesses', () => {
  let app: TestApp;
  let ada: Browser;
  let mallory: Browser;
  let pages: Page[];
  setUpApp(['Ada', 'Mallory'], async (...started) => {
    [app, ada, mallory] = started;
    await ada.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    await ada.post('/images', photoForm([['three.jpg', samplePhoto(1)]], { name: 'One of three' }));
    for (const number of [1, 2]) await ada.post('/recognition', photoForm([['group.jpg', samplePhoto(number)]]));
    pages = await crawl(ada);
  });

  it('abuse 40: has 80 random bits, whatever it names', () => {
    const ids = pages.flatMap(
      ({ url }) =>
        /^\/(people|images|drafts|recognition)\/([^/]+)/.exec(new URL(url).pathname)?.slice(1).join('/') ?? [],
    );
    const named = new Set(ids.filter((id) => !id.endsWith('last-processed-image')));
    expect(named.size).to.be.at.least(5);
    for (const id of named) expect(id.split('/')[1], id).to.match(RANDOM_ID);
    const tails = [...named].map((id) => capture(elementAt(id.split('/'), 1), RANDOM_ID));
    expect(new Set(tails).size).to.equal(named.size);
  });

  it(`abuse 40: is unknown, for ${GUESSES} guesses at all routes`, async () => {
    const pagesOf = routesOf(createApp(app.services)).filter((route) => !isForApi(route)); // api-isolation.test.ts has the API
    const guessable = pagesOf.filter((route) => !changes(route) && route.path.includes(':'));
    expect(guessable.length).to.be.above(8);
    const guesses = Array.from({ length: GUESSES }, (_, index) =>
      elementAt(guessable, index % guessable.length)
        .path.replace(/:number/, '1')
        .replace(/:\w+/g, randomId),
    );
    const began = app.logged.length;
    for (let at = 0; at < GUESSES; at += AT_ONCE) {
      const answers = await Promise.all(guesses.slice(at, at + AT_ONCE).map((path) => mallory.get(path)));
      for (const { status, url } of answers) expect(status, url).to.equal(404);
    }
    expect(app.logged.slice(began).filter(({ msg }) => msg === 'request answered')).to.have.length(GUESSES);
  });

  it('abuse 39, 40: that is right but another user’s is answered like an unknown one, word for word', async () => {
    const others = pages.filter(
      ({ url, status }) => status === 200 && /^\/(people|images|drafts|recognition)\/[^/]/.test(new URL(url).pathname),
    );
    expect(others.length).to.be.above(8);
    for (const { url } of others.filter((page) => !page.url.endsWith('last-processed-image'))) {
      const { pathname } = new URL(url);
      const unknown = pathname.replace(/^\/(\w+)\/[^/]+/, (_, place) => `/${place}/${randomId()}`);
      const [real, guessed] = [await mallory.get(pathname), await mallory.get(unknown)];
      expectRefusal(app, real, 404);
      expect([guessed.status, sentenceOf(guessed)], pathname).to.deep.equal([404, sentenceOf(real)]);
    }
  });
});
