import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { cutOffSlowClients } from '../../../src/web/http/slow-clients';
import { until } from '../../support/app-process';

const PATIENCE_MS = 1000;
const LINES = 30;
/** Many times more than the system's own buffers hold. */
const PIECES = 2000;
const PIECE = Buffer.alloc(65_536);

/** A second: more than is taken in the system's own steps, which are seconds apart when little is. */
const MUCH = 100_000_000;

/** Sends each line a while after the one before, like work in progress. */
async function* slowLines() {
  for (let line = 0; line < LINES; line++) {
    await setTimeout(100);
    yield `${line}\n`;
  }
}

const answers: Record<string, () => Readable> = {
  '/photos': () => Readable.from(Array.from({ length: PIECES }, () => PIECE)),
  '/picture': () => Readable.from([Buffer.alloc(PIECES * PIECE.length)]),
  '/lines': () => Readable.from(slowLines()),
};

describe('how fast a client has to read an answer', () => {
  let server: http.Server;
  const start = async (leastPerSecond: number) => {
    server = http.createServer((request, response) => answers[request.url ?? '']?.().pipe(response));
    cutOffSlowClients(server, PATIENCE_MS, leastPerSecond);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  };
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const addressOf = () => (server.address() as AddressInfo).port;
  /** Asks for a large answer, and pauses after each piece until the test resumes the socket. */
  const ask = async (path: string, taken: (bytes: number) => void) => {
    const buffer = Buffer.alloc(PIECE.length);
    const callback = (bytes: number) => {
      taken(bytes);
      return false;
    };
    const socket = net
      .connect({ port: addressOf(), host: '127.0.0.1', onread: { buffer, callback } })
      .on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    return socket;
  };

  it('a client that reads too slowly is cut off', async () => {
    await start(MUCH);
    let received = 0;
    const socket = await ask('/photos', (bytes) => (received += bytes));
    const slowly = setInterval(() => socket.resume(), 10);
    await until(() => socket.destroyed || received >= PIECES * PIECE.length);
    clearInterval(slowly);
    expect(received).to.be.below(PIECES * PIECE.length);
  });

  for (const [path, how] of [
    ['/photos', 'piece by piece'],
    ['/picture', 'as a whole'],
  ] as const) {
    it(`a client that reads fast enough what is sent ${how}, for longer than the time-out, gets all of it`, async () => {
      await start(50_000);
      let received = 0;
      const socket = await ask(path, (bytes) => {
        received += bytes;
        void setTimeout(2).then(() => socket.resume());
      });
      await once(socket, 'close');
      expect(received).to.be.above(PIECES * PIECE.length);
    });
  }

  it('an answer that waits for the app, not for its reader, may take its time', async () => {
    await start(MUCH);
    const answer = await fetch(`http://127.0.0.1:${addressOf()}/lines`);
    expect((await answer.text()).split('\n')).to.have.length(LINES + 1);
  });
});
