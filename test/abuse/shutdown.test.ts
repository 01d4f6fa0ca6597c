import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { AppProcess, temporaryFolder, until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { photoForm, samplePhoto } from '../support/photos';

describe('SIGTERM', () => {
  let dataDir: string;
  let app: AppProcess;
  let grace: Browser;
  let agent: http.Agent;
  beforeEach(async () => {
    dataDir = temporaryFolder();
    app = await AppProcess.start({ DATA_DIR: dataDir });
    grace = await signIn(app.url, 'Grace');
    agent = new http.Agent({ keepAlive: true });
  });
  afterEach(async () => {
    agent.destroy();
    await app.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** A recognition of which only the first half is sent, so that it runs for as long as a test wants. */
  const beginRecognition = async () => {
    const form = new Response(photoForm([['photo.jpg', samplePhoto(1)]]));
    const body = Buffer.from(await form.arrayBuffer());
    const headers = {
      'Content-Type': form.headers.get('Content-Type') ?? '',
      'Content-Length': body.length,
      'Sec-Fetch-Site': 'same-origin',
      Cookie: [...grace.cookies()].map(([name, value]) => `${name}=${value}`).join('; '),
    };
    const half = body.length / 2;
    return { headers, first: body.subarray(0, half), second: body.subarray(half) };
  };
  const arrives = () => until(() => readdirSync(path.join(dataDir, 'incoming')).length > 0);
  const close = async () => {
    app.child.kill('SIGTERM');
    await until(async () => !(await app.listens()));
  };

  const uploadHalf = async () => {
    const { headers, first, second } = await beginRecognition();
    const request = http.request(`${app.url}/recognition`, { method: 'POST', agent, headers });
    const answer = once(request, 'response') as Promise<[http.IncomingMessage]>;
    answer.catch(() => {});
    request.write(first);
    await arrives();
    return async () => {
      request.end(second);
      const [response] = await answer;
      response.resume();
      return response;
    };
  };

  it('abuse 83: lets a recognition finish, refuses new connections, and exits with 0', async () => {
    const uploadRest = await uploadHalf();
    await close();
    const { statusCode, headers } = await uploadRest();
    expect(statusCode).to.equal(303);
    expect(headers.location).to.match(/^\/recognition\//);
    expect(await app.ended).to.equal(0);
  });

  it('abuse 83: sent twice does the same as sent once', async () => {
    const uploadRest = await uploadHalf();
    await close();
    app.child.kill('SIGTERM');
    app.child.kill('SIGINT');
    expect((await uploadRest()).statusCode).to.equal(303);
    expect(await app.ended).to.equal(0);
  });

  it('abuse 74: closes idle keep-alive connections at once, and the busy one with its answer', async () => {
    const idle = net.connect(Number(new URL(app.url).port), '127.0.0.1');
    const said = text(idle);
    let closed = false;
    idle.once('close', () => (closed = true));
    idle.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'readable');
    const uploadRest = await uploadHalf();
    await close();
    await until(() => closed); // while half of the upload is still to come
    expect(await said).to.match(/^HTTP\/1\.1 200 /);
    const { statusCode, headers } = await uploadRest();
    expect([statusCode, headers.connection]).to.deep.equal([303, 'keep-alive']);
    expect(await app.ended, 'although that one was kept alive, too').to.equal(0);
  });

  it('abuse 74: ends a connection that is never idle, with an answer that says so', async () => {
    const { headers, first, second } = await beginRecognition();
    const socket = net.connect(Number(new URL(app.url).port), '127.0.0.1');
    const answers = text(socket);
    const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /recognition HTTP/1.1\r\n${lines.join('')}\r\n`);
    socket.write(first);
    await arrives();
    await close();
    socket.write(Buffer.concat([second, Buffer.from('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n')]));
    const [, recognition, live] = (await answers).split('HTTP/1.1 ');
    expect(recognition).to.match(/^303 /);
    expect(live).to.match(/^200 /).and.include('\r\nConnection: close\r\n');
    expect(await app.ended).to.equal(0);
  });
});
