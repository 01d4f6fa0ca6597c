import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { EnginePool } from '../../src/engine/engine-pool';
import type { ServiceOptions } from '../../src/services';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, type Page, signIn } from '../support/browser';
import { elementAt, firstOf } from '../support/elements';
import { FAULTY_WORKER } from '../support/faulty-worker';
import { filesBelow } from '../support/files';
import { photoForm, samplePhoto } from '../support/photos';
import { expectNothingLeft, expectRefusal, sentenceOf } from '../support/refusal';

const BUSY = 'Too many photos are waiting. Please try again shortly.';
const send = (browser: Browser, photo: Uint8Array) => browser.post('/recognition', photoForm([['photo.jpg', photo]]));
const results = ({ dataDir }: TestApp) => filesBelow(dataDir).filter((file) => file.startsWith('recognitions'));
const incoming = ({ dataDir }: TestApp) => readdirSync(path.join(dataDir, 'incoming'));

describe('more photos than can be read', () => {
  const QUEUE = 3;
  const UPLOADS = 10 * (1 + QUEUE);
  const EACH = 2; // no more than one user may have in progress: the queue is what refuses
  let app: TestApp;
  let people: Browser[];
  before(async () => {
    app = await startApp({ RECOGNITION_QUEUE: String(QUEUE) });
    people = await Promise.all(Array.from({ length: UPLOADS / EACH }, (_, i) => signIn(app.url, `Ada ${i}`)));
  });
  after(() => app.close());

  it('abuse 70: ten times the capacity: the queue stays bounded, the rest are told to try again, and the app still reports that it is healthy', async () => {
    const answered: string[] = [];
    const sendNoting = async (browser: Browser) => {
      const page = await send(browser, samplePhoto(5));
      answered.push(`photo ${page.status}`);
      return page;
    };
    const all = Array.from({ length: UPLOADS }, (_, i) => sendNoting(elementAt(people, i % people.length)));
    await until(() => answered.length > 0); // the first refusal: the queue is full
    for (const health of ['/health/live', '/health/ready']) {
      const { status } = await firstOf(people).get(health);
      answered.push(`health ${status}`);
    }
    const pages = await Promise.all(all);
    expect(answered.lastIndexOf('health 200')).to.be.below(answered.lastIndexOf('photo 303'));
    expect(answered.filter((each) => each === 'health 200')).to.have.length(2);
    const refused = pages.filter(({ status }) => status !== 303);
    expect(pages.length - refused.length, 'taken').to.be.within(1 + QUEUE, UPLOADS - 1);
    for (const page of refused) {
      expectRefusal(app, page, 503);
      expect([sentenceOf(page), page.headers.get('Retry-After')]).to.deep.equal([BUSY, '10']);
    }
    expect(results(app)).to.have.length(pages.length - refused.length);
    expect(incoming(app)).to.deep.equal([]);
    expect((await send(firstOf(people), samplePhoto(1))).status, 'the next one').to.equal(303);
  });
});

/** Starts the app with workers that do what their photo's bytes say: wait, exit, use up all memory, hang. */
function startWithFaultyWorkers(maxJobMs: number): Promise<TestApp> {
  const startEngine: ServiceOptions['startEngine'] = async ({ workers, queue, threads, limits }, log) => {
    const settings = { engine: 'wasm', precision: 'auto', threads, limits } as const;
    return new EnginePool({ workers, queue, program: FAULTY_WORKER, settings, maxJobMs }, log);
  };
  return startApp({}, { startEngine });
}

describe('a photo that waits', () => {
  let app: TestApp;
  let grace: Browser;
  before(async () => {
    app = await startWithFaultyWorkers(30_000);
    grace = await signIn(app.url, 'Grace');
  });
  after(() => app.close());

  /** Sends a photo, and waits until the app reports a stage. */
  async function sendUntil(bytes: string, stage: string) {
    const signal = new AbortController();
    const cookie = [...grace.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Accept: 'application/x-ndjson', Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
    const body = photoForm([['photo.jpg', Buffer.from(bytes)]]);
    const answer = await fetch(`${app.url}/recognition`, { method: 'POST', body, headers, signal: signal.signal });
    const lines = answer.body?.getReader();
    for (let told = ''; !told.includes(`"${stage}"`); )
      told += Buffer.from((await lines?.read())?.value ?? []).toString();
    return { requestId: answer.headers.get('X-Request-Id'), leave: () => signal.abort() };
  }

  it('abuse 71: is dropped when its client leaves, and nobody else’s', async () => {
    await sendUntil('wait 2000', 'decoding');
    const { requestId, leave } = await sendUntil('hang', 'waiting'); // would block every photo behind it
    const after = send(grace, Buffer.from('fine'));
    leave();
    expect((await after).status).to.equal(303);
    await until(() => incoming(app).length === 0);
    expect(app.logged.find((line) => line['requestId'] === requestId && line['id'] === 'client_gone')).to.include({
      status: 499,
    });
    expect(results(app)).to.have.length(2);
  });
});

/** Far above what a job takes that doesn't hang, on a machine that stands still for a second, too. */
const HANGS_AFTER_MS = 8000;

describe('a worker that fails in the middle of a photo', () => {
  let app: TestApp;
  let grace: Browser;
  before(async () => {
    app = await startWithFaultyWorkers(HANGS_AFTER_MS);
    grace = await signIn(app.url, 'Grace');
  });
  after(() => app.close());

  for (const what of ['throw', 'exit', 'eat', 'hang']) {
    it(`abuse 78: that is told to ${what} fails its own request alone, and the next one succeeds`, async () => {
      const doors: ReadonlyArray<() => Promise<Page>> = [
        () => send(grace, Buffer.from(what)),
        () => grace.post('/images', photoForm([['photo.jpg', Buffer.from(what)]], { name: 'Bea' })),
      ];
      for (const door of doors) {
        const page = await expectNothingLeft(app, 503, door);
        expect(sentenceOf(page)).to.match(/The photo couldn’t be processed\. Please try again\.$/);
        expect(page.headers.get('Retry-After')).to.equal('10');
        expect((await grace.get('/health/ready')).status).to.equal(200);
        const next = await send(grace, Buffer.from('fine'));
        expect(next.status, sentenceOf(next)).to.equal(303);
      }
    });
  }
});
