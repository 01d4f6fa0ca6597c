import { once } from 'node:events';
import http from 'node:http';
import { expect } from 'chai';
import { until } from '../support/app-process';
import { Browser } from '../support/browser';
import { PASSWORDS, signInWith, useLink } from '../support/own-accounts';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { Container } from './support/container';
import { buildImage, podman } from './support/podman';

const VOLUME = 'familiar-faces-first-run';
const SETTINGS = ['APP_SECRET', 'PUBLIC_URL', 'CLIENT_SECRET'];

/** The link for the first account, as the log has it. */
const setUpLinkIn = (log: string) => /http:\/\/localhost:\d+\S*token=\S+/.exec(log)?.[0] ?? '';

describe('the first run of the container, without any setting', () => {
  let container: Container;
  let ada: Browser;
  before('start it', async function () {
    this.timeout(1_800_000);
    buildImage();
    await podman('volume', 'rm', '--force', VOLUME);
    container = await (await Container.start([`--volume=${VOLUME}:/data`])).ready();
    ada = new Browser(container.url);
  });
  after(async () => {
    await container?.remove();
    await podman('volume', 'rm', '--force', VOLUME);
  });

  it('runs as user 1000 below tini', async () => {
    const status = await container.exec('cat', '/proc/1/comm', '/proc/self/status');
    expect(status).to.match(/^tini\n/);
    expect(status).to.match(/^Uid:\t1000\t1000\t1000\t1000$/m);
    const set = await container.exec('sh', '-c', 'env');
    for (const name of SETTINGS) expect(set).not.to.include(`${name}=`);
  });

  it('is healthy', async () => {
    expect(await podman('healthcheck', 'run', container.id)).to.equal('');
    expect(await container.exec('node', '/app/healthcheck.js')).to.equal('{"status":"ok"}');
  });

  it('makes the first account by the link in its log, adds a photo and recognizes somebody', async () => {
    const link = setUpLinkIn(await container.logs());
    expect(link).to.include(container.url);
    await useLink(ada, link, { name: 'Ada', password: PASSWORDS.ada });
    await signInWith(ada, 'Ada', PASSWORDS.ada);
    const form = photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' });
    expect((await ada.follow(await ada.post('/images', form))).text).to.include('A photo of Bea was added.');
    const result = await ada.follow(await ada.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]])));
    expect(result.text).to.include('Bea');
  });

  it('has the command line', async () => {
    expect(await container.exec('familiar-faces', 'users', 'list')).to.include('Ada');
  });

  it('finishes a running request when it is stopped, and ends with 0', async () => {
    const form = new Response(photoForm([['group.jpg', samplePhoto(1)]]));
    const body = Buffer.from(await form.arrayBuffer());
    const cookie = [...ada.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = http.request(`${container.url}/recognition`, {
      method: 'POST',
      headers: {
        ...{ 'Content-Type': form.headers.get('Content-Type') ?? '', 'Content-Length': body.length },
        ...{ 'Sec-Fetch-Site': 'same-origin', Cookie: cookie },
      },
    });
    const answer = once(request, 'response') as Promise<[http.IncomingMessage]>;
    answer.catch(() => {}); // it is waited for below
    request.write(body.subarray(0, body.length / 2));
    await until(async () => (await container.exec('ls', '/data/incoming')) !== '');
    const stopped = container.stop();
    await until(async () => (await container.logs()).includes('shutting down'));
    request.end(body.subarray(body.length / 2));
    expect((await answer)[0].statusCode).to.equal(303);
    expect(await stopped).to.equal(0);
  });

  it('has everything after it is started again', async () => {
    await container.startAgain();
    const page = await ada.open('/');
    expect(page.text).to.include('Bea');
    expect(await container.stop()).to.equal(0);
    expect((await container.logs()).match(/Nobody has an account yet/g)).to.have.length(1);
  });
});
