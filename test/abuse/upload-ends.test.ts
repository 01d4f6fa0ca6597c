import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { BEA, cropFace } from '../support/photos';
import { answerTo, BOUNDARY, beginUpload, END, part, sendParts } from '../support/raw-upload';
import { expectNothingLeft, expectRefusal } from '../support/refusal';

const LARGE = Buffer.alloc(150_000, 'x');
/** Far more than any limit here, and than the systems' buffers. */
const MUCH = 60_000_000;
const NAME = part('name="name"', 'Bea');
/** As many requests of a user as may change something at the same time. */
const AT_ONCE = 8;

describe('an upload that doesn’t end where it says', () => {
  let app: TestApp;
  let mallory: Browser;
  before(async () => {
    app = await startApp({ MAX_PHOTO_MB: '2', MAX_PHOTOS_PER_UPLOAD: '3', MAX_IMPORT_MB: '5' });
  });
  after(() => app.close());
  beforeEach(async () => {
    mallory = await signIn(app.url, 'Mallory');
  });

  const incoming = () => readdirSync(path.join(app.dataDir, 'incoming'));
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const photo = async () => part('name="file"; filename="bea.jpg"', await cropFace(BEA));
  const large = part('name="file"; filename="large.jpg"', LARGE);

  const shapes: Array<[what: string, parts: () => Promise<Buffer[]>]> = [
    ['nothing before its first end, and a file and an end after it', async () => [END, NAME, large, END]],
    [
      'a photo before its first end, and a file and an end after it',
      async () => [NAME, await photo(), END, large, END],
    ],
    [
      'a file after its end that doesn’t end itself',
      async () => [NAME, await photo(), END, large.subarray(0, 120_000)],
    ],
    ['many ends', async () => [NAME, END, large, END, large, END, await photo(), END]],
    ['the beginning of a part’s headers after its end', async () => [NAME, END, NAME.subarray(0, 40)]],
  ];
  for (const [what, parts] of shapes) {
    it(`abuse 104: with ${what} is answered, and leaves no file, no open descriptor and no place taken`, async () => {
      const before = descriptors();
      const body = await parts();
      for (let times = 0; times <= AT_ONCE; times++) {
        const { status } = await sendParts(mallory, '/images', body);
        expect(status).to.be.oneOf([303, 400, 409]);
      }
      await until(() => incoming().length === 0 && descriptors() <= before + 2);
    });
  }

  it('abuse 104: and whose client leaves is forgotten at once', async () => {
    const before = descriptors();
    for (let times = 0; times <= AT_ONCE; times++) {
      const upload = beginUpload(mallory, '/images', { 'Content-Length': 1_000_000 });
      upload.on('error', () => undefined);
      upload.write(Buffer.concat([END, NAME, large]));
      await pause(20);
      upload.destroy();
    }
    await until(() => incoming().length === 0 && descriptors() <= before + 2);
    expectRefusal(app, await sendParts(mallory, '/images', [NAME, END]), 400);
  });

  /** Sends the same piece again and again, until the connection is closed, nothing is taken, or a lot was. @returns how many bytes were */
  async function sendOn(connection: Writable, piece: Buffer): Promise<number> {
    const closed = once(connection, 'close').then(
      () => 'closed',
      () => 'closed',
    );
    for (let taken = 0; ; taken += piece.length) {
      const drained = new Promise((resolve) => connection.once('drain', resolve));
      if (connection.destroyed || taken >= MUCH) return taken;
      if (!connection.write(piece) && (await Promise.race([drained, closed, pause(3000, 'closed')])) === 'closed')
        return taken;
      connection.removeAllListeners('drain');
    }
  }

  /** Sends an upload without a length, which begins and goes on so. @returns how much was taken, and the answer's status */
  async function sendEndless(
    address: string,
    beginning: Buffer,
    piece: Buffer,
  ): Promise<{ taken: number; status: number }> {
    const upload = beginUpload(mallory, address, { 'Transfer-Encoding': 'chunked' });
    const answer = answerTo(upload).catch(() => ({ status: 0 }));
    upload.on('error', () => undefined).write(beginning);
    const taken = await sendOn(upload, piece);
    const { status } = await answer;
    upload.destroy();
    return { taken, status };
  }

  const junk = Buffer.alloc(250_000, 'x');
  for (const [what, beginning, more] of [
    ['a preamble', Buffer.from('x'), junk],
    ['an epilogue', Buffer.concat([NAME, END]), junk],
    ['a text', Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="name"\r\n\r\n`), junk],
    ['parts without a name', NAME, Buffer.from(`--${BOUNDARY}\r\n\r\n${'x'.repeat(2000)}\r\n`.repeat(100))],
    ['a part’s headers', Buffer.from(`--${BOUNDARY}\r\n`), Buffer.from(`X-${'x'.repeat(300)}: y\r\n`.repeat(500))],
  ] as const) {
    it(`abuse 113: with ${what} without end is refused, and its connection closed`, async () => {
      const { taken, status } = await sendEndless('/images', beginning, more);
      expect(taken).to.be.below(MUCH);
      expect(status).to.equal(413);
      await until(() => incoming().length === 0);
    });
  }

  for (const [what, address] of [
    ['nobody has', '/nowhere'],
    ['takes no files', '/logout'],
  ] as const) {
    it(`abuse 113: to an address that ${what} isn’t taken without end`, async () => {
      const { taken } = await sendEndless(address, Buffer.from('x'), junk);
      expect(taken).to.be.below(MUCH);
    });
  }

  it('abuse 113: with a body on a GET isn’t taken without end', async () => {
    const socket = net.connect(Number(new URL(app.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write('GET /error HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000000\r\n\r\n');
    socket.resume();
    expect(await sendOn(socket, junk)).to.be.below(MUCH);
    socket.destroy();
  });

  it('abuse 113: with a body as large as allowed is refused only if it is more', async () => {
    const photos = Array.from({ length: 3 }, (_, i) =>
      part(`name="file"; filename="${i}.jpg"`, Buffer.alloc(1_900_000, i)),
    );
    await expectNothingLeft(app, 415, () => sendParts(mallory, '/images', [NAME, ...photos, END]));
  });

  it('abuse 118: counts together with the user’s others that are on their way, and nobody else’s', async () => {
    const grace = await signIn(app.url, 'Grace');
    // The largest import, twice the photos of a form, and no byte more.
    const lengths = [5_000_000, 5_000_000, 5_000_000];
    const uploads = lengths.map((length) => beginUpload(mallory, '/account/imports', { 'Content-Length': length }));
    for (const upload of uploads) {
      upload.on('error', () => undefined);
      upload.write(part('name="file"; filename="a.zip"', LARGE).subarray(0, 100_000));
    }
    await until(() => incoming().length === 3);
    const fourth = beginUpload(mallory, '/account/imports', { 'Content-Length': 5_000_000 });
    const refused = answerTo(fourth);
    fourth.write(NAME);
    expectRefusal(app, await refused, 429);
    fourth.destroy();
    expectRefusal(app, await sendParts(grace, '/images', [NAME, END]), 400);
    for (const upload of uploads) upload.destroy();
    await until(() => incoming().length === 0);
    expectRefusal(app, await sendParts(mallory, '/images', [NAME, END]), 400);
  });

  it('abuse 109: eight at once don’t keep a user from signing out', async () => {
    const eve = await signIn(app.url, 'Eve');
    const uploads = Array.from({ length: AT_ONCE }, () => beginUpload(eve, '/images', { 'Content-Length': 200_000 }));
    for (const upload of uploads) {
      upload.on('error', () => undefined);
      upload.write(large.subarray(0, 100_000));
    }
    await until(() => incoming().length === AT_ONCE);
    expectRefusal(app, await eve.post('/settings'), 429);
    expect((await eve.post('/logout')).status).to.equal(303);
    expect((await eve.get('/')).location).to.contain('/login');
    for (const upload of uploads) upload.destroy();
    await until(() => incoming().length === 0);
  });
});
