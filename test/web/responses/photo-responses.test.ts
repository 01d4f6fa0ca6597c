import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { createHttpServer } from '../../../src/web/http/http-server';
import { PhotoResponses } from '../../../src/web/responses/photo-responses';
import { until } from '../../support/app-process';
import { onlyOf } from '../../support/elements';
import { type SmallApp, smallApp } from '../small-app';

describe('a photo that is drawn for its answer', () => {
  const responses = new PhotoResponses();
  let app: SmallApp;
  let server: http.Server;
  let url: string;
  /** Finishes a picture that is being drawn. */
  const making: Array<() => void> = [];
  let asked = 0;
  const make = () => new Promise<Buffer>((resolve) => making.push(() => resolve(Buffer.from('jpeg'))));
  const finishOne = async () => {
    await until(() => making.length > 0);
    making.shift()?.();
  };

  before(async () => {
    app = smallApp('', async (ctx) => {
      asked++;
      if (ctx.path === '/late') await until(() => ctx.req.socket.destroyed);
      await responses.sendMade(ctx, ctx.path, make);
    });
    server = http.createServer(app.callback);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    app.close();
  });

  it('is drawn two at a time, however many are asked for, and all of them in the end', async () => {
    const answers = Array.from({ length: 9 }, (_, i) => fetch(`${url}/${i}`));
    await until(() => asked === 9);
    for (let left = 9; left > 0; left--) {
      await until(() => making.length > 0);
      expect(making.length).to.be.at.most(2);
      await finishOne();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).to.deep.equal(Array(9).fill(200));
  });

  const hasLeft = () => app.logged.some(({ id }) => id === 'client_gone');

  it('isn’t drawn for a client that had left before', async () => {
    const signal = new AbortController();
    const before = asked;
    const left = fetch(`${url}/late`, { signal: signal.signal }).catch(() => 'left');
    await until(() => asked > before);
    signal.abort();
    await left;
    await until(() => hasLeft() || making.length > 0);
    expect(making.length).to.equal(0);
  });

  it('isn’t drawn for a client that left while it waited', async () => {
    app.logged.length = 0;
    const first = [fetch(`${url}/one`), fetch(`${url}/another`)];
    await until(() => making.length === 2);
    const signal = new AbortController();
    const before = asked;
    const left = fetch(`${url}/left`, { signal: signal.signal }).catch(() => 'left');
    await until(() => asked > before);
    signal.abort();
    expect(await left).to.equal('left');
    await until(hasLeft);
    for (const _ of first) await finishOne();
    await Promise.all(first);
    expect(making).to.deep.equal([]);
  });
});

describe('a photo that is sent as it is stored', () => {
  const ofThisApp = new PhotoResponses();
  const ofAnother = new PhotoResponses();
  /** More than the system's own buffers hold. */
  const photo = Buffer.alloc(30_000_000, 'jpeg');
  const AHEAD = 500_000;
  let app: SmallApp;
  let server: http.Server;
  let port: number;
  const opened: FileHandle[] = [];
  const answers: http.ServerResponse[] = [];

  before(async () => {
    app = smallApp('', async (ctx) => {
      const file = path.join(app.folder, 'photo.jpg');
      const responses = ctx.path === '/of-another-app' ? ofAnother : ofThisApp;
      const isThere = await responses.sendStored(ctx, ctx.path, async () => {
        if (ctx.path === '/gone') return undefined;
        const handle = await open(file);
        opened.push(handle);
        return handle;
      });
      if (ctx.path === '/fails') throw new Error('after the photo was found');
      if (!isThere) ctx.throw(404);
    });
    writeFileSync(path.join(app.folder, 'photo.jpg'), photo);
    server = createHttpServer(30).on('request', app.callback);
    server.on('request', (_request, answer) => answers.push(answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    opened.length = 0;
    answers.length = 0;
  });
  afterEach(() => until(() => opened.every(({ fd }) => fd === -1)));
  after(() => {
    server.closeAllConnections();
    server.close();
    app.close();
  });

  const get = (address: string, method = 'GET', headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${address}`, { method, headers });
  /** Asks for the photo several times, on a connection each, and reads nothing. @returns a function that leaves */
  const askAndRest = async (times: number) => {
    const sockets = await Promise.all(
      Array.from({ length: times }, async () => {
        const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        socket.pause();
        socket.write('GET /photo HTTP/1.1\r\nHost: localhost\r\n\r\n');
        return socket;
      }),
    );
    await until(() => answers.length === times && answers.every(({ headersSent }) => headersSent));
    return () => sockets.forEach((socket) => socket.destroy());
  };

  it('is sent whole, with a photo’s cache headers, and its file is closed', async () => {
    const answer = await get('/photo');
    expect([answer.status, answer.headers.get('Content-Type'), answer.headers.get('Content-Length')]).to.deep.equal([
      200,
      'image/jpeg',
      String(photo.length),
    ]);
    expect(answer.headers.get('Cache-Control')).to.equal('private, no-cache');
    expect(Buffer.from(await answer.arrayBuffer()).equals(photo)).to.equal(true);
    const again = await get('/photo', 'GET', {
      'If-None-Match': String(answer.headers.get('ETag')),
      'Cache-Control': 'max-age=0',
    });
    expect([again.status, again.headers.get('Content-Type'), again.headers.get('ETag')]).to.deep.equal([
      304,
      null,
      answer.headers.get('ETag'),
    ]);
    expect(opened).to.have.length(1);
  });

  it('answers HEAD with its length, and its file is closed', async () => {
    const { status, headers } = await get('/photo', 'HEAD');
    expect([status, headers.get('Content-Type'), headers.get('Content-Length')]).to.deep.equal([
      200,
      'image/jpeg',
      String(photo.length),
    ]);
    expect(opened).to.have.length(1);
  });

  it('ignores Range: it is always sent whole', async () => {
    const answer = await get('/photo', 'GET', { Range: 'bytes=0-9' });
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).to.deep.equal([200, photo.length]);
  });

  it('is a 404 that no cache keeps when there is none', async () => {
    const answer = await get('/gone');
    expect([answer.status, answer.headers.get('ETag'), answer.headers.get('Cache-Control')]).to.deep.equal([
      404,
      null,
      'no-store',
    ]);
    expect(answer.headers.get('Content-Type')).to.contain('text/html');
  });

  it('has its file closed when something else goes wrong', async () => {
    expect((await get('/fails')).status).to.equal(500);
    expect(opened).to.have.length(1);
  });

  it('is read no faster than its client reads, and its file is closed when the client leaves', async () => {
    const leave = await askAndRest(1);
    const answer = onlyOf(answers);
    await until(() => answer.writableNeedDrain);
    const { writableLength, socket } = answer;
    expect(writableLength + Number(socket?.writableLength)).to.be.below(AHEAD);
    expect(opened.map(({ fd }) => fd)).not.to.include(-1);
    leave();
  });

  it('has all files closed when a client leaves that asked for many at once', async () => {
    const leave = await askAndRest(20);
    leave();
    await until(() => opened.every(({ fd }) => fd === -1));
    expect(opened).to.have.length(20);
  });

  it('is sent to one user a hundred times at once; more wait until those are done or left', async () => {
    const leave = await askAndRest(100);
    let answered = 0;
    const more = [1, 2, 3].map(() => get('/photo', 'HEAD').finally(() => answered++));
    expect((await get('/of-another-app', 'HEAD')).status, 'a user of another app who has the same id').to.equal(200);
    expect(answered).to.equal(0);
    expect(opened).to.have.length(101);
    leave();
    expect((await Promise.all(more)).map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    for (let i = 0; i < 101; i++) expect((await get('/photo', 'HEAD')).status).to.equal(200);
  });
});
