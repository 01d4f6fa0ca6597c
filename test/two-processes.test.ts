import { existsSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { expect } from 'chai';
import type { OnceRequest } from '../src/api/protocol/idempotency';
import { ApiClient, apiClient, expectProblem } from './support/api';
import { startApp, type TestApp } from './support/app';
import { until } from './support/app-process';
import { Browser } from './support/browser';
import { makeGallery, setRole, userId } from './support/members';
import { PASSWORDS, setUpAddressOf, signInInvited, signInWith, useLink } from './support/own-accounts';
import { galleryOf } from './support/people';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from './support/photos';
import { facesOn } from './support/results';
import { startTwoApps, type TwoApps } from './support/two-apps';

describe('two processes over one data folder', () => {
  let apps: TwoApps;
  let one: TestApp;
  let other: TestApp;
  let ada: Browser;
  before(async () => {
    apps = await startTwoApps();
    ({ one, other } = apps);
    ada = new Browser(apps.url);
  });
  after(() => apps.close());

  it('take the first administrator’s link of either, and sign people in through both', async () => {
    const taken = await useLink(ada, setUpAddressOf(other), { name: 'Ada', password: PASSWORDS.ada });
    expect(taken.status).to.equal(303);
    const late = await useLink(new Browser(apps.url), setUpAddressOf(one), { name: 'Eve', password: PASSWORDS.bea });
    expect(late.status, 'the other’s link').to.equal(410);
    await signInWith(ada, 'Ada', PASSWORDS.ada);
    for (const { url } of [one, other]) expect((await ada.get(`${url}/`)).status).to.equal(200);
  });

  it('recognize whom the other one has added, renamed or deleted', async () => {
    const { location = '' } = await ada.post(`${other.url}/recognition`, photoForm([['photo.jpg', samplePhoto(1)]]));
    const result = new URL(location).pathname;
    const namesAt = async ({ url }: TestApp) =>
      facesOn(await ada.get(url + result)).flatMap(({ heading }) => (heading === 'Unknown' ? [] : [heading]));
    for (const app of [one, other]) expect(await namesAt(app)).to.deep.equal([]);
    const photo = photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' });
    await ada.post(`${one.url}/images`, photo);
    for (const app of [other, one]) expect(await namesAt(app)).to.deep.equal(['Ada']);
    const [, person = ''] = /href="(\/people\/\w+)/.exec((await ada.get(`${other.url}/`)).text) ?? [];
    await ada.post(`${other.url}${person}/rename`, { name: 'Ada Lovelace' });
    for (const app of [one, other]) expect(await namesAt(app)).to.deep.equal(['Ada Lovelace']);
    await ada.post(`${one.url}${person}/delete`, { confirmed: 'yes' });
    for (const app of [other, one]) expect(await namesAt(app)).to.deep.equal([]);
  });

  it('take the same photo once, though both get it at the same moment', async () => {
    const jpeg = await cropFace(ADA_IN_SAMPLE_1);
    await Promise.all(
      [one, other].map(({ url }) => ada.post(`${url}/images`, photoForm([['ada.jpg', jpeg]], { name: 'Twice' }))),
    );
    const photos = await one.services.catalog.selectFrom('photos').select('id').execute();
    expect(photos).to.have.length(1);
  });

  it('refuse a key at once that the other one has revoked, also for a body that was on its way', async () => {
    const client = await apiClient(one, 'Ada');
    const there = new ApiClient(other.url, client.key);
    expect((await there.get('/people')).status).to.equal(200);
    const { hostname, port } = new URL(other.url);
    const request = http.request({
      ...{ hostname, port, method: 'POST', path: '/api/v1/events/pageviews' },
      headers: { 'X-Api-Key': client.key, 'Content-Type': 'application/json' },
    });
    const answered = new Promise<http.IncomingMessage>((resolve, reject) =>
      request.on('response', resolve).on('error', reject),
    );
    const { catalog } = one.services;
    await catalog.updateTable('apiKeys').set({ lastUsedAt: null }).execute();
    request.write('{"page":');
    const row = () => catalog.selectFrom('apiKeys').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();
    await until(async () => (await row()).lastUsedAt !== null);
    await ada.post(`${one.url}/keys/actions/revoke/${(await row()).handle}`);
    request.end('"https://example.org"}');
    const answer = await answered;
    answer.resume();
    expect(answer.statusCode).to.equal(401);
    expectProblem(await there.get('/people'), 401, 'key_revoked');
  });

  it('let nobody in whom the other one has signed out, removed or suspended', async () => {
    const bea = await signInInvited({ ...one, url: apps.url }, ada, 'Bea', PASSWORDS.bea);
    const club = await makeGallery(one, 'Ada', 'Club', { Bea: 'editor' });
    const opensAt = async ({ url }: TestApp, path: string) => (await bea.get(url + path)).status;
    const clubPage = `/g/${club.handle}/`;
    expect(await opensAt(other, clubPage)).to.equal(200);
    await setRole(one, club, 'Bea', 'viewer');
    const added = await bea.post(
      `${other.url}${clubPage}images`,
      photoForm([['a.jpg', samplePhoto(1)]], { name: 'A' }),
    );
    expect(added.status, 'as a viewer').to.equal(403);
    const id = await userId(one, 'Bea');
    await ada.post(`${one.url}${clubPage}members/actions/remove/${id}`);
    expect(await opensAt(other, clubPage), 'as no member').to.equal(404);
    await ada.post(`${one.url}/admin/users/${id}/sign-out`);
    expect(await opensAt(other, '/security'), 'signed out').to.equal(303);
    await signInWith(bea, 'Bea', PASSWORDS.bea);
    expect(await opensAt(other, '/security')).to.equal(200);
    await ada.post(`${one.url}/admin/users/${id}/suspend`);
    expect(await opensAt(other, '/security'), 'suspended').to.equal(303);
  });

  it('remove the files that a killed one has left, and note nothing else', async () => {
    const { catalog } = one.services;
    const noted = () => catalog.selectFrom('removals').selectAll().execute();
    const photo = photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Removed' });
    await ada.post(`${one.url}/images`, photo);
    const [, person = ''] = /href="(\/people\/\w+)/.exec((await ada.get(`${one.url}/`)).text) ?? [];
    await ada.post(`${other.url}${person}/delete`, { confirmed: 'yes' });
    expect(await noted(), 'what was removed at once').to.deep.equal([]);
    await ada.post(`${one.url}/images`, photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Left' }));
    const { path: left } = await catalog.selectFrom('photos').select('path').executeTakeFirstOrThrow();
    await catalog.deleteFrom('people').execute(); // as a process does that is killed then
    expect(await noted()).to.deep.equal([{ store: 'uploads', path: left }]);
    const file = path.join(one.dataDir, 'uploads', left);
    expect(existsSync(file)).to.equal(true);
    const third = await startApp({ HOST: '0.0.0.0', PROCESSES: '3', DATA_DIR: one.dataDir, PUBLIC_URL: apps.url });
    await until(async () => (await noted()).length === 0);
    expect(existsSync(file)).to.equal(false);
    await third.stop();
  });

  it('do a request once, whichever gets it again, and know that it runs', async () => {
    const client = await apiClient(one, 'Ada');
    const { id: galleryId, ownerId } = await galleryOf(one, 'Ada');
    const key = one.services.catalog.selectFrom('apiKeys').select('id').orderBy('id', 'desc');
    const { id: apiKeyId } = await key.executeTakeFirstOrThrow();
    const request: OnceRequest = { apiKeyId, galleryId, userId: ownerId, idempotencyKey: 'slow', fingerprint: 'same' };
    let finish: (() => void) | undefined;
    const first = one.services.idempotency.once(
      request,
      () =>
        new Promise((resolve) => {
          finish = () => resolve({ status: 201 });
        }),
    );
    const again = (app: TestApp) =>
      app.services.idempotency
        .once(request, async () => expect.fail('it ran twice'))
        .then(
          ({ isRepeated }) => isRepeated,
          ({ id }) => id,
        );
    await until(() => finish !== undefined);
    expect(await again(other)).to.equal('request_running');
    finish?.();
    await first;
    for (const app of [one, other]) expect(await again(app)).to.equal(true);
    await one.services.catalog.updateTable('idempotentRequests').set({ answer: null }).execute();
    expect(await again(other), 'as after a crash').to.equal('request_interrupted');
    expect(client.key).to.be.a('string');
  });
});
