import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { sendPhoto } from '../../src/web/send-photo';
import { until } from '../support/app-process';
import { type SmallApp, smallApp } from './small-app';

describe('sendPhoto', () => {
  let app: SmallApp;
  let server: http.Server;
  let url: string;
  /** Lets a picture that is being made be done. */
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
      await sendPhoto(ctx, ctx.path, make);
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

  it('has two pictures made at a time, however many are asked for, and all of them in the end', async () => {
    const answers = Array.from({ length: 9 }, (_, i) => fetch(`${url}/${i}`));
    await until(() => asked === 9);
    for (let left = 9; left > 0; left--) {
      await until(() => making.length > 0);
      expect(making.length).to.be.at.most(2);
      await finishOne();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).to.deep.equal(Array(9).fill(200));
  });

  it('has none made for whoever left while they waited', async () => {
    const first = [fetch(`${url}/one`), fetch(`${url}/another`)];
    await until(() => making.length === 2);
    const leaving = new AbortController();
    const before = asked;
    const left = fetch(`${url}/left`, { signal: leaving.signal }).catch(() => 'left');
    await until(() => asked > before);
    leaving.abort();
    expect(await left).to.equal('left');
    await until(() => app.logged.some(({ id }) => id === 'client_gone'));
    for (const _ of first) await finishOne();
    await Promise.all(first);
    expect(making).to.deep.equal([]);
  });
});
