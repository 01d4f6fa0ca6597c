import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';

const INFO = 30;
const MANY = 150;

describe('what fills the log', () => {
  let app: TestApp;
  afterEach(() => app.close());

  const told = () => app.logged.filter(({ level }) => Number(level) >= INFO);

  it('abuse 107: a long path is cut, whatever the answer', async () => {
    app = await startApp();
    const ada = await signIn(app.url, 'Ada');
    const long = 'x'.repeat(10_000);
    for (const browser of [ada, new Browser(app.url)])
      for (const path of [`/${long}`, `/health/${long}`, `/images/${long}`, `/assets/${long}`]) await browser.get(path);
    for (const line of app.logged) expect(JSON.stringify(line)).to.have.length.below(1500);
    expect(app.logged.some(({ path }) => String(path).endsWith('x…'))).to.equal(true);
  });

  it('abuse 107: refused requests of strangers are told once a second for each address, with their number', async () => {
    app = await startApp({ RATE_PER_ADDRESS: '20', TRUST_PROXY: '1' });
    const stranger = new Browser(app.url);
    const started = performance.now();
    for (let times = 0; times < MANY; times++) {
      await stranger.get('/nowhere', { 'X-Forwarded-For': '192.0.2.7', Accept: 'application/json' });
      await stranger.get('/health/live', { 'X-Forwarded-For': '192.0.2.7' });
      await stranger.get('/health/other', { 'X-Forwarded-For': `198.51.100.${times}`, Accept: 'application/json' });
    }
    // The next line says how many there were, in the next second.
    await pause(1000);
    await stranger.get('/nowhere', { 'X-Forwarded-For': '192.0.2.7', Accept: 'application/json' });
    const seconds = Math.ceil((performance.now() - started) / 1000) + 1;
    const ofOne = told().filter(({ ip }) => ip === '192.0.2.7');
    expect(ofOne).to.have.length.below(seconds + 1);
    const leftOut = ofOne.reduce((sum, line) => sum + Number(line['leftOut'] ?? 0), 0);
    expect(leftOut).to.be.above(MANY / 3);
    expect(told().length).to.be.below(seconds * 45);
  });

  it('abuse 107: only the two addresses for supervisors are unlimited', async () => {
    app = await startApp({ RATE_PER_ADDRESS: '10' });
    const stranger = new Browser(app.url);
    const statuses = async (path: string) => {
      const all: number[] = [];
      for (let times = 0; times < 15; times++) all.push((await stranger.get(path)).status);
      return new Set(all);
    };
    expect([...(await statuses('/health/live'))]).to.deep.equal([200]);
    expect([...(await statuses('/health/other'))]).to.deep.equal([404, 429]);
    expect([...(await statuses('/health/live/'))].at(-1)).to.equal(429);
    expect([...(await statuses('/health/live'))]).to.deep.equal([200]);
  });

  it('abuse 107: what a user does is told in full', async () => {
    app = await startApp();
    const ada = await signIn(app.url, 'Ada');
    const before = told().length;
    for (let times = 0; times < 10; times++) await ada.get('/nowhere');
    expect(told().length - before).to.equal(20);
  });
});
