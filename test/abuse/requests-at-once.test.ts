import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { startApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { addHeavyResult } from '../support/heavy-result';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';
import { photoForm, samplePhoto } from '../support/photos';

/** So few that one page alone is far from holding the event loop for long. */
const FACES = 20;
/** Megabytes beyond what the app has anyway. */
const MAX_MORE_MB = 300;

const headersOf = (browser: Browser) =>
  `Host: ${new URL(browser.appUrl).host}\r\nCookie: ${[...browser.cookies()].map((each) => each.join('=')).join('; ')}`;

async function connect({ appUrl }: Browser): Promise<net.Socket> {
  const socket = net.connect(Number(new URL(appUrl).port), 'localhost').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('many requests at once', () => {
  let app: WatchedApp;
  let mallory: Browser;
  let page: string;
  before(async () => {
    app = await WatchedApp.start();
    mallory = await signIn(app.url, 'Mallory');
    page = await addHeavyResult(app.dataDir, FACES);
    // The first rendering compiles the views, once for all.
    for (let times = 0; times < 3; times++) expect((await mallory.get(page)).status).to.equal(200);
  });
  after(() => app.close());

  const megabytes = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${app.app.child.pid}/status`, 'utf8'))?.[1]) / 1000;

  /** Does something, and asks for other things meanwhile. @returns how much memory the app took more at most */
  async function whileServing(work: () => Promise<void>): Promise<number> {
    const before = megabytes();
    let [most, done] = [before, false];
    const working = work().finally(() => (done = true));
    while (!done) {
      expect((await new Browser(app.url).get('/error')).status).to.equal(200);
      most = Math.max(most, megabytes());
      await pause(50);
    }
    await working;
    return most - before;
  }

  it('abuse 98: a thousand on one connection that reads nothing hold neither the event loop nor memory', async () => {
    let more = 0;
    const held = await app.longestHold(async () => {
      more = await whileServing(async () => {
        const reader = await connect(mallory);
        reader.pause();
        reader.write(`GET ${page} HTTP/1.1\r\n${headersOf(mallory)}\r\n\r\n`.repeat(1000));
        await pause(2000);
        reader.destroy();
      });
    });
    expect(held).to.be.below(MAX_HOLD_MS);
    expect(more).to.be.below(MAX_MORE_MB);
  });

  it('abuse 98: forty connections of one user hold neither, and are answered one after another', async () => {
    let more = 0;
    const held = await app.longestHold(async () => {
      more = await whileServing(async () => {
        const pages = await Promise.all(Array.from({ length: 40 }, () => mallory.get(page)));
        expect(pages.map(({ status }) => status)).to.deep.equal(Array(40).fill(200));
      });
    });
    expect(held).to.be.below(MAX_HOLD_MS);
    expect(more).to.be.below(MAX_MORE_MB);
  });

  it('abuse 136: thousands without a session, on connections that read nothing, hold neither', async () => {
    let more = 0;
    const held = await app.longestHold(async () => {
      more = await whileServing(async () => {
        const readers = await Promise.all(Array.from({ length: 10 }, () => connect(mallory)));
        for (const reader of readers) {
          reader.pause();
          reader.write(`GET /error HTTP/1.1\r\n${headersOf(new Browser(app.url))}\r\n\r\n`.repeat(300));
        }
        await pause(2000);
        for (const reader of readers) reader.destroy();
      });
    });
    expect(held).to.be.below(MAX_HOLD_MS);
    expect(more).to.be.below(MAX_MORE_MB);
  });
});

describe('a page with two hundred thumbnails behind a proxy that asks for all of them at once', () => {
  it('abuse 98: gets each of them', async () => {
    const app = await startApp();
    const ada = await signIn(app.url, 'Ada');
    const { location } = await ada.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => ada.get(`${location}/${i % 2 ? 'photo' : 'faces/1'}`)),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(200).fill(200));
    await app.close();
  });
});
