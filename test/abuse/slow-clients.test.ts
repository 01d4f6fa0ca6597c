import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, type Page, signIn } from '../support/browser';
import { firstOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { everythingKept, withoutHistory } from '../support/kept';
import { facelessPhoto, photoForm, samplePhoto } from '../support/photos';
import { answerTo, beginUpload, END, part } from '../support/raw-upload';

const PATIENCE_MS = 4000;
const READERS = 500;
const ANSWERS_EACH = 20;
/** Linux holds up to 4 MB of what a connection sends, and as much as 32 MB of what isn't read at its other end. */
const MORE_THAN_BUFFERS_BYTES = 40e6;

async function connect({ url }: TestApp): Promise<net.Socket> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Recognizes a photo. @returns the photo's address */
async function photoOf(browser: Browser, photo = samplePhoto(1)): Promise<string> {
  const { location } = await browser.post('/recognition', photoForm([['group.jpg', photo]]));
  return `${new URL(String(location)).pathname}/photo`;
}

/** @returns a photo (JPEG) of some megabytes */
const hugePhoto = () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width: 2000, height: 1500, channels: 3, background: 'gray', noise } })
    .jpeg({ quality: 95 })
    .toBuffer();
};

const headersOf = ({ url }: TestApp, browser: Browser) =>
  `Host: ${new URL(url).host}\r\nCookie: ${[...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ')}`;

describe('clients that take their time', () => {
  let app: TestApp;
  let grace: Browser;
  let mallory: Browser;
  before(async () => {
    app = await startApp({ SLOW_CLIENT_SECONDS: String(PATIENCE_MS / 1000) });
    [grace, mallory] = [await signIn(app.url, 'Grace'), await signIn(app.url, 'Mallory')];
  });
  after(() => app.close());

  const incoming = () => filesBelow(app.dataDir).filter((file) => file.includes('incoming'));

  it('abuse 26: send an upload byte by byte, and get 408 with a sentence; others are served meanwhile', async () => {
    const before = withoutHistory(await everythingKept(app));
    const photo = samplePhoto(1);
    const beginning = Buffer.concat([
      part('name="name"', 'Ada'),
      part('name="file"; filename="a.jpg"', photo).subarray(0, 5000),
    ]);
    const uploads = ['/images', '/recognition'].map((path) =>
      beginUpload(mallory, path, { 'Content-Length': beginning.length + photo.length + END.length }),
    );
    const slowly = setInterval(() => uploads.forEach((upload) => upload.write('x')), 100);
    for (const upload of uploads) upload.write(beginning);
    let answered = false;
    const answering = Promise.all(uploads.map(answerTo)).finally(() => {
      answered = true;
    });
    await until(() => answered || incoming().length > 0);
    expect(answered, 'given up before anything of it was there').to.equal(false);

    const other = await grace.post('/recognition', photoForm([['a.jpg', await facelessPhoto()]]));
    expect(other.status).to.equal(303);
    const answers = await answering;
    clearInterval(slowly);
    for (const { status, text: page } of answers) {
      expect(status).to.equal(408);
      expect(page).to.contain('The upload was too slow and was stopped. Please try again on a better connection.');
    }
    expect(firstOf(answers).text).to.contain('value="Ada"');
    await grace.post('/recognition/actions/delete-all');
    await until(() => incoming().length === 0);
    expect(withoutHistory(await everythingKept(app))).to.deep.equal(before);
  });

  it('abuse 26: send a form byte by byte, and get 408', async () => {
    const form = beginUpload(mallory, '/settings', {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': 1000,
    });
    const slowly = setInterval(() => form.write('x'), 100);
    const { status } = await answerTo(form);
    clearInterval(slowly);
    expect(status).to.equal(408);
  });

  it('abuse 26: send headers byte by byte, and get 408 with a sentence', async () => {
    const socket = await connect(app);
    socket.write('GET / HTTP/1.1\r\nX-Slow: ');
    const slowly = setInterval(() => socket.write('x'), 100);
    socket.on('error', () => undefined);
    const answer = await text(socket);
    clearInterval(slowly);
    expect(answer)
      .to.match(/^HTTP\/1\.1 408 Request Timeout\r\n/)
      .and.to.match(/\r\n\r\nThe request was too slow and was stopped\.\n$/);
  });

  it('abuse 26: send a body to where nobody reads it, and are cut off after the answer', async () => {
    const socket = await connect(app);
    socket.write(
      `POST /nowhere HTTP/1.1\r\n${headersOf(app, mallory)}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100000\r\n\r\n`,
    );
    const slowly = setInterval(() => socket.write('x'), 100);
    socket.on('error', () => undefined);
    expect(await text(socket).catch(() => 'reset')).to.match(/^HTTP\/1\.1 404 |^reset$/);
    clearInterval(slowly);
  });

  it('abuse 72: that take longer than the time-out but go on reading get all of it', async () => {
    const photo = await photoOf(mallory);
    const { bytes } = await mallory.get(photo);
    const socket = await connect(app);
    const ask = `GET ${photo} HTTP/1.1\r\n${headersOf(app, mallory)}\r\n`;
    socket.write(`${`${ask}\r\n`.repeat(ANSWERS_EACH - 1)}${ask}Connection: close\r\n\r\n`);
    const began = performance.now();
    let received = 0;
    for await (const chunk of socket) {
      received += chunk.length;
      if (performance.now() - began < 1.5 * PATIENCE_MS) await setTimeout(100);
    }
    expect(received).to.be.above(ANSWERS_EACH * bytes.length);
    expect(performance.now() - began).to.be.above(PATIENCE_MS);
  });

  it('abuse 72: that never read are cut off, all five hundred, and others are served meanwhile', async () => {
    const ask = `GET ${await photoOf(mallory)} HTTP/1.1\r\n${headersOf(app, mallory)}\r\n\r\n`;
    const readers = await Promise.all(Array.from({ length: READERS }, () => connect(app)));
    for (const reader of readers) {
      reader.pause();
      reader.on('error', () => undefined);
      reader.write(ask.repeat(ANSWERS_EACH));
    }
    expect((await grace.open('/')).status).to.equal(200);
    await until(async () => (await app.connections()) < 5);
    expect((await grace.open('/')).status).to.equal(200);
    for (const reader of readers) reader.destroy();
  });

  it('abuse 153: that send nothing but empty lines, before a request or after one, are cut off', async () => {
    const sockets = [await connect(app), await connect(app)];
    for (const socket of sockets) socket.on('error', () => undefined).resume();
    sockets[1]?.write(`GET /health/live HTTP/1.1\r\nHost: ${new URL(app.url).host}\r\n\r\n`);
    const busily = setInterval(() => sockets.forEach((socket) => socket.write('\r\n')), 100);
    await Promise.all(sockets.map((socket) => once(socket, 'close')));
    clearInterval(busily);
  });

  it('abuse 72: that never read but keep the connection busy with empty lines are cut off as well', async () => {
    const reader = await connect(app);
    reader.pause();
    reader.on('error', () => undefined);
    reader.write(`GET ${await photoOf(mallory)} HTTP/1.1\r\n${headersOf(app, mallory)}\r\n\r\n`.repeat(ANSWERS_EACH));
    const busily = setInterval(() => reader.write('\r\n'), 100);
    await until(async () => (await app.connections()) === 0);
    clearInterval(busily);
    reader.destroy();
  });
});

describe('a client that asks for more photos than it reads', () => {
  const READERS_EACH = 130;
  /** Longer than a busy machine takes for the next answer. */
  const STALL_MS = 1000;
  const TRIES = 40;

  it('abuse 72: has a hundred in progress, and waits for more; others get theirs', async () => {
    const app = await startApp({ SLOW_CLIENT_SECONDS: '120' });
    const [grace, mallory] = [await signIn(app.url, 'Grace'), await signIn(app.url, 'Mallory')];
    const [hers, theirs] = [await photoOf(grace), await photoOf(mallory, await hugePhoto())];
    expect(ANSWERS_EACH * (await mallory.get(theirs)).bytes.length).to.be.above(MORE_THAN_BUFFERS_BYTES);
    // One request of a connection is begun at a time, so that each holds one place once the system's buffers are full.
    const ask = `GET ${theirs} HTTP/1.1\r\n${headersOf(app, mallory)}\r\n\r\n`.repeat(ANSWERS_EACH);
    const readers = await Promise.all(Array.from({ length: READERS_EACH }, () => connect(app)));
    for (const reader of readers) {
      reader.pause();
      reader.write(ask);
    }
    let answered = true;
    let waiting: Promise<Page> | undefined;
    for (let tries = 0; answered && tries < TRIES; tries++) {
      await waiting;
      answered = false;
      waiting = mallory.get(theirs).finally(() => (answered = true));
      await setTimeout(STALL_MS);
      expect((await grace.get(hers)).status).to.equal(200);
    }
    expect(answered).to.equal(false);
    for (const reader of readers) reader.destroy();
    expect((await waiting)?.status).to.equal(200);
    await app.close();
  });
});

describe('a client that asks for several downloads, and leaves', () => {
  it('may download again', async () => {
    const app = await startApp();
    const mallory = await signIn(app.url, 'Mallory');
    await photoOf(mallory);
    const readers = await Promise.all(Array.from({ length: 3 }, () => connect(app)));
    for (const reader of readers) {
      reader.pause();
      reader.write(`GET /account/export HTTP/1.1\r\n${headersOf(app, mallory)}\r\n\r\n`);
    }
    await until(() => app.logged.filter((line) => line['path'] === '/account/export').length === 3);
    for (const reader of readers) reader.destroy();
    await until(async () => (await mallory.get('/account/export')).status === 200);
    await app.close();
  });
});

describe('connections without a request', () => {
  it('get a sentence with the headers of every answer, and are closed', async () => {
    const app = await startApp();
    const socket = net.connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.write('FACES, please\r\n\r\n');
    const answer = await text(socket);
    expect(answer)
      .to.match(/^HTTP\/1\.1 400 Bad Request\r\n/)
      .and.to.match(/\r\n\r\nThe request couldn’t be understood\.\n$/);
    for (const header of [
      'X-Content-Type-Options: nosniff',
      'Cache-Control: no-store',
      'Connection: close',
      "frame-ancestors 'none'",
    ]) {
      expect(answer).to.contain(header);
    }
    await app.close();
  });
});
