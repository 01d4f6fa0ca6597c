import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, type Page, signIn } from '../support/browser';
import { peopleOf, photosOf } from '../support/gallery';
import { BEA, cropFace, photoForm } from '../support/photos';
import { answerTo, BOUNDARY, beginUpload, END, part, sendParts } from '../support/raw-upload';
import { expectNothingLeft, expectRefusal, sentenceOf } from '../support/refusal';

const MEGABYTE = 1_000_000;
const FILE_HEAD = Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`);
const NAME = part('name="name"', 'Bea');

describe('an upload that is far too much', () => {
  let app: TestApp;
  let grace: Browser;

  before(async () => {
    app = await startApp({ MAX_PHOTO_MB: '1' });
    grace = await signIn(app.url, 'Grace');
  });
  after(() => app.close());

  const incoming = () => readdirSync(path.join(app.dataDir, 'incoming'));

  /** Sends 200 MB, as long as the app reads them. @returns the answer, and how much was on the disk at most */
  async function sendTooMuch(headers: Record<string, string | number>): Promise<{ page: Page; most: number }> {
    const request = beginUpload(grace, '/images', headers);
    const answer = answerTo(request);
    const closed = new AbortController();
    request.once('close', () => closed.abort());
    request.write(Buffer.concat([NAME, FILE_HEAD]));
    let most = 0;
    const megabyte = Buffer.alloc(MEGABYTE);
    for (let sent = 0; sent < 200 && !request.destroyed; sent++) {
      if (!request.write(megabyte)) await once(request, 'drain', { signal: closed.signal }).catch(() => undefined);
      const sizes = incoming().map(
        (file) => statSync(path.join(app.dataDir, 'incoming', file), { throwIfNoEntry: false })?.size ?? 0,
      );
      most = Math.max(most, ...sizes);
    }
    request.end(Buffer.concat([Buffer.from('\r\n'), END]));
    return { page: await answer, most };
  }

  for (const [number, what, headers] of [
    ['18', 'of 200 MB', { 'Content-Length': 200 * MEGABYTE + NAME.length + FILE_HEAD.length + END.length + 2 }],
    ['19', 'of 200 MB that doesn’t say its length', { 'Transfer-Encoding': 'chunked' }],
  ] as const) {
    it(`abuse ${number}: ${what} is refused as too large, and fills neither memory nor disk`, async () => {
      const { rss } = process.memoryUsage();
      const page = await expectNothingLeft(app, 413, async () => {
        const { page, most } = await sendTooMuch(headers);
        expect(most, 'bytes on the disk').to.be.at.most(2 * MEGABYTE);
        await until(() => incoming().length === 0);
        return page;
      });
      expect(sentenceOf(page)).to.equal('The photo is larger than 1 MB.');
      expect(process.memoryUsage().rss - rss).to.be.below(100 * MEGABYTE);
      expect(await peopleOf(grace)).to.deep.equal([]);
    });
  }

  it('abuse 18: of 200 MB is refused before it is sent', async () => {
    const request = beginUpload(grace, '/images', { 'Content-Length': 200 * MEGABYTE });
    const answer = answerTo(request);
    request.write(Buffer.concat([NAME, FILE_HEAD]));
    const page = await answer;
    request.destroy();
    expectRefusal(app, page, 413);
    expect(page.headers.get('Connection')).to.equal('close');
  });

  // Too many photos get 400, not 413, however many they are: so the user knows which of the two was wrong.
  for (const [what, disposition, status] of [
    ['fields', (i: number) => `name="f${i}"`, 413],
    ['fields of one name', () => 'name="name"', 413],
    ['files', (i: number) => `name="file"; filename="${i}.jpg"`, 400],
  ] as const) {
    it(`abuse 20: of 10,000 ${what} is refused`, async () => {
      const parts = Array.from({ length: 10_000 }, (_, i) => part(disposition(i), 'x'));
      await expectNothingLeft(app, status, () => sendParts(grace, '/images', [...parts, END]));
    });
  }

  it('abuse 27: that breaks off a thousand times leaves no file and no file descriptor', async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 50 }, breakOff));
    await until(() => incoming().length === 0 && open() <= before + 5);
    expect(
      (await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }))).status,
      'the next one',
    ).to.equal(303);
    expect(await photosOf(grace)).to.have.length(1);
  });

  const breakOff = () =>
    new Promise<void>((resolve) => {
      const request = beginUpload(grace, '/images', { 'Content-Length': 500_000 });
      request.on('error', () => {});
      request.on('close', resolve);
      request.write(Buffer.concat([NAME, FILE_HEAD, Buffer.alloc(50_000)]), () => request.destroy());
    });
});
