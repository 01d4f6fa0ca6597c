import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { Idempotency } from '../../src/api/protocol/idempotency';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import type { TestApp } from '../support/app';
import { until } from '../support/app-process';
import { filesBelow } from '../support/files';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace, photoForm } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

describe('the answer that is kept for an Idempotency-Key', () => {
  let app: TestApp;
  let client: ApiClient;
  let apiKeyId: number;
  let galleryId: number;
  let userId: number;
  setUpApp(['Ada'], async (started) => {
    app = started;
    client = await apiClient(app, 'Ada');
    ({ id: apiKeyId } = await app.services.catalog.selectFrom('apiKeys').select('id').executeTakeFirstOrThrow());
    ({ id: galleryId, ownerId: userId } = await galleryOf(app, 'Ada'));
  });

  const rows = () => app.services.catalog.selectFrom('idempotentRequests').selectAll().execute();

  it('abuse 163: with files is known by what they are', async () => {
    const send = async (...faces: Uint8Array[]) => {
      const form = photoForm(
        faces.map((bytes, i) => [`${i}.jpg`, bytes]),
        { name: 'Filed' },
      );
      return client.post('/photos', { form, headers: { 'Idempotency-Key': 'files' } });
    };
    const [ada, bea] = [await cropFace(ADA_IN_SAMPLE_1), await cropFace(BEA)];
    const first = await send(ada);
    expect([first.status, first.json.items[0].outcome]).to.deep.equal([201, 'added']);
    const again = await send(ada);
    expect([again.status, again.headers.get('Idempotent-Replayed')]).to.deep.equal([201, 'true']);
    expect(again.json).to.deep.equal(first.json);
    expectProblem(await send(bea), 422, 'idempotency_key_reused');
    expectProblem(await send(ada, bea), 422, 'idempotency_key_reused');
  });

  it('abuse 163: whose connection is lost between photos isn’t done: sent again, it adds the others', async () => {
    const faces = await Promise.all([ADA_IN_SAMPLE_3, BEA, ADA_IN_SAMPLE_1].map((each) => cropFace(each)));
    const form = () =>
      photoForm(
        [...faces, ...faces, ...faces].map((bytes, i) => [`${i}.jpg`, bytes]),
        { name: 'Lost' },
      );
    const headers = { 'Idempotency-Key': 'lost' };
    const { json: person } = await client.post('/people', { json: { name: 'Lost' } });
    const photos = async () => (await client.get(`/people/${person.id}/photos`)).json.items.length as number;
    const abort = new AbortController();
    const lost = fetch(`${app.url}/api/v1/photos`, {
      method: 'POST',
      headers: { ...headers, Authorization: `Bearer ${client.key}` },
      body: form(),
      signal: abort.signal,
    }).catch(() => undefined);
    await until(async () => (await photos()) > 0);
    abort.abort();
    await lost;
    await until(async () => !(await rows()).some((each) => each.idempotencyKey === 'lost' && each.answer === null));
    const again = await client.post('/photos', { form: form(), headers });
    expect([again.status, again.headers.get('Idempotent-Replayed')]).to.be.deep.oneOf([
      [200, null],
      [201, null],
    ]);
    for (const { outcome } of again.json.items) expect(outcome).not.to.equal('refused');
  });

  it('abuse 163: of which a part was refused for the time being may be sent again', async () => {
    const request = { apiKeyId, galleryId, userId, idempotencyKey: 'passing', fingerprint: 'same' };
    const add = (isPassing: boolean) =>
      app.services.idempotency.once(request, async () => ({ status: 201, isPassing }));
    expect((await add(true)).isRepeated).to.equal(false);
    expect((await add(false)).isRepeated).to.equal(false);
    expect((await add(false)).isRepeated).to.equal(true);
  });

  const holding = (trace: string) =>
    filesBelow(app.dataDir).filter((file) => readFileSync(path.join(app.dataDir, file)).includes(trace));

  it('abuse 163: isn’t answered with what was renamed or deleted since, nor done again', async () => {
    const add = (name: string) =>
      client.post('/people', { json: { name }, headers: { 'Idempotency-Key': name.replace(/ .*/, '') } });
    const replaced = await add('Cleo Unmistakable');
    const deleted = await add('Dora Inimitable');
    for (const name of ['Cleo Unmistakable', 'Dora Inimitable']) expect(holding(name)).not.to.deep.equal([]);
    await client.patch(`/people/${replaced.json.id}`, { json: { name: 'Cleo' } });
    expect(holding('Cleo Unmistakable')).to.deep.equal([]);
    await client.delete(`/people/${deleted.json.id}`);
    expect(holding('Dora Inimitable')).to.deep.equal([]);
    const before = (await client.get('/people')).json.items;
    for (const name of ['Cleo Unmistakable', 'Dora Inimitable'])
      expectProblem(await add(name), 409, 'answer_forgotten');
    expect((await client.get('/people')).json.items).to.deep.equal(before);
  });

  it('abuse 163: keeps its answer when it takes something away itself, and none when another one does meanwhile', async () => {
    const ids = await Promise.all(
      ['Emma', 'Fay', 'Gus'].map(async (name) => (await client.post('/people', { json: { name } })).json.id),
    );
    const request = (idempotencyKey: string) => ({ apiKeyId, galleryId, userId, idempotencyKey, fingerprint: 'same' });
    const { idempotency, people } = app.services;
    const gallery = await galleryOf(app, 'Ada');
    const answer = async () => ({ status: 201 });
    await idempotency.once(request('meanwhile'), async () => {
      await idempotency.once(request('taking'), async () => {
        await people.remove(gallery, ids[0]);
        return answer();
      });
      return answer();
    });
    expect((await idempotency.once(request('taking'), answer)).isRepeated).to.equal(true);
    expect(await idempotency.once(request('meanwhile'), answer).catch(({ id }) => id)).to.equal('answer_forgotten');
  });

  it('abuse 164: leaves little of all keys of a gallery together, and goes with it step by step', async () => {
    const { catalog } = app.services;
    for (let i = 0; i < 10; i += 1) await apiClient(app, 'Ada');
    const keys = await catalog.selectFrom('apiKeys').select('id').where('galleryId', '=', galleryId).execute();
    const fill = async (rows: number, answer: string, from: number) => {
      for (const { id } of keys.slice(-11))
        for (let i = 0; i < rows; i += 10)
          await catalog
            .insertInto('idempotentRequests')
            .values(
              Array.from({ length: 10 }, (_, j) => ({
                ...{
                  apiKeyId: id,
                  idempotencyKey: `${from + i + j}`,
                  createdAt: from + i + j,
                  fingerprint: '',
                  answer,
                },
              })),
            )
            .execute();
    };
    const fresh = async (idempotencyKey: string) => {
      const idempotency = new Idempotency(catalog);
      await idempotency.once({ apiKeyId, galleryId, userId, idempotencyKey, fingerprint: '' }, async () => ({
        status: 201,
      }));
    };
    await fill(950, '{}', 0);
    await fresh('many');
    expect((await rows()).length).to.be.within(9000, 10_001);
    await fill(30, `"${'a'.repeat(60_000)}"`, 10_000);
    await fresh('long');
    const left = await rows();
    expect(JSON.stringify(left).length).to.be.within(10_000_000, 19_000_000);
    expect(left.filter(({ createdAt }) => createdAt === 10_029).map(({ answer }) => answer?.length)).to.include(60_002);
    await app.services.idempotency.removeAll({ id: galleryId });
    expect(await rows()).to.deep.equal([]);
  });
});
