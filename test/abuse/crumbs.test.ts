import { readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { MAX_HOLD_MS, WatchedApp } from '../support/loop-hold';

const AT_ONCE = 8;
const CRUMBS = '1\r\na\r\n'.repeat(600_000);
const PART = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';

describe('uploads in chunks of one byte', () => {
  let app: WatchedApp;
  before(async () => {
    app = await WatchedApp.start();
  });
  after(() => app.close());

  it('abuse 151: end, and nobody else waits for them', async () => {
    const [mallory, ada] = [await signIn(app.url, 'Mallory'), await signIn(app.url, 'Ada')];
    const cookie = [...mallory.cookies()].map((each) => each.join('=')).join('; ');
    const { host, port } = new URL(app.url);
    const head = `POST /recognition HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const held = await app.longestHold(async () => {
      const uploads = Array.from({ length: AT_ONCE }, async () => {
        const socket = net.connect(Number(port), 'localhost').on('error', () => undefined);
        socket.write(`${head}${PART.length.toString(16)}\r\n${PART}\r\n${CRUMBS}`);
        await new Promise((resolve) => socket.on('close', resolve));
      });
      expect((await ada.get('/')).status).to.equal(200);
      await Promise.all(uploads);
    });
    expect(held).to.be.below(MAX_HOLD_MS);
    await until(() => readdirSync(path.join(app.dataDir, 'incoming')).length === 0);
  });
});
