import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { RogueProvider } from '../support/rogue-provider';

const HOST = 'Host: localhost\r\n';
const LAST = 'Connection: close\r\n\r\n';

/** Sends bytes. @returns all that comes back until the connection is closed */
async function send({ url }: TestApp, bytes: string): Promise<string> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes, 'latin1');
  return text(socket);
}

const get = (target: string, headers = HOST) => `GET ${target} HTTP/1.1\r\n${headers}${LAST}`;

const ODD: Array<[what: string, bytes: string, status: number]> = [
  ['an address without a host', get('http://[/login'), 400],
  ['an address with a bad port', get('http://a:99999999/login'), 400],
  ['an address of another scheme', get('ftp://localhost/login'), 400],
  ['an address of a script', get('javascript:alert(1)'), 400],
  ['a path without a slash', get('login'), 400],
  ['a star', get('*'), 400],
  ['a star to be asked for options', `OPTIONS * HTTP/1.1\r\n${HOST}${LAST}`, 400],
  ['an authority', `CONNECT localhost:80 HTTP/1.1\r\n${HOST}${LAST}`, 400],
  ['no host', get('/login', ''), 400],
  ['an empty host', get('/login', 'Host:\r\n'), 400],
  ['a host with a bad port', get('/login', 'Host: localhost:99999999\r\n'), 400],
  ['a host that is none', get('/login', 'Host: [\r\n'), 400],
  ['a host with a user', get('/login', 'Host: eve@localhost\r\n'), 400],
  ['a host with a path', get('/login', 'Host: localhost/evil\r\n'), 400],
  ['an unknown expectation', get('/login', `${HOST}Expect: x\r\n`), 417],
  ['headers of 40 kB', get('/login', `${HOST}X-Long: ${'x'.repeat(40_000)}\r\n`), 431],
  ['5,000 headers', get('/login', `${HOST}${'X: y\r\n'.repeat(5000)}`), 431],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
];

describe('requests that no browser sends', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  for (const [what, bytes, status] of ODD) {
    it(`abuse 110: with ${what} get ${status} with a sentence and the headers of every answer`, async () => {
      const before = app.logged.length;
      const answer = await send(app, bytes);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head).to.match(new RegExp(`^HTTP/1\\.1 ${status} `));
      for (const header of ['X-Content-Type-Options: nosniff', "frame-ancestors 'none'", 'Connection: close'])
        expect(head).to.contain(header);
      expect(body).to.match(/[A-Z][^<>]{10,100}\.\r?\n/);
      expect(app.logged.slice(before).filter(({ level }) => Number(level) > 30)).to.deep.equal([]);
    });
  }

  it('abuse 110: but are valid get the answer that everybody gets', async () => {
    for (const bytes of [
      get('/error'),
      get('http://localhost/error'),
      'GET /error HTTP/1.0\r\n\r\n',
      get('/error', 'Host: 127.0.0.1:1\r\n'),
    ])
      expect(await send(app, bytes)).to.match(/^HTTP\/1\.1 200 /);
    expect(await send(app, get('//localhost/error'))).to.match(/^HTTP\/1\.1 404 /);
  });

  it('abuse 110: in the middle of a connection are answered in their turn', async () => {
    const answers = await send(app, `GET /error HTTP/1.1\r\n${HOST}\r\n${get('http://[/login')}`);
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)).to.deep.equal(['200', '400']);
  });

  it('abuse 122: for another host than this computer get 421 while the local provider signs people in', async () => {
    for (const host of [
      'evil.example',
      '192.168.1.5',
      '0.0.0.0',
      '2130706433.example',
      'localhost.evil.example',
      '[::2]',
    ])
      for (const path of ['/login', '/', '/error', '/health/live'])
        expect(await send(app, get(path, `Host: ${host}\r\n`)), host).to.match(/^HTTP\/1\.1 421 /);
    expect(await send(app, get('http://evil.example/error'))).to.match(/^HTTP\/1\.1 421 /);
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:8080'])
      expect(await send(app, get('/error', `Host: ${host}\r\n`)), host).to.match(/^HTTP\/1\.1 200 /);
    const provider = await RogueProvider.start();
    const other = await startApp(provider.env);
    expect(await send(other, get('/error', 'Host: evil.example\r\n'))).to.match(/^HTTP\/1\.1 200 /);
    await other.close();
    await provider.stop();
  });
});
