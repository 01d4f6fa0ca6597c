import { expect } from 'chai';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import type { TestApp } from '../support/app';
import { galleryOf } from '../support/people';
import { setUpApp } from '../support/set-up-app';

describe('a request with an Idempotency-Key', () => {
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

  const record = (idempotencyKey: string, page = 'here') =>
    client.post('/events/pageviews', { json: { page }, headers: { 'Idempotency-Key': idempotencyKey } });
  const countOf = async () => (await client.get('/events/pageviews/count')).json.count as number;
  const rows = () => app.services.catalog.selectFrom('idempotentRequests').selectAll().execute();

  it('is done once, however often and at whatever time it is sent', async () => {
    const before = await countOf();
    const first = await record('once');
    expect([first.status, first.headers.get('Idempotent-Replayed')]).to.deep.equal([201, null]);
    const again = await record('once');
    expect([again.status, again.headers.get('Idempotent-Replayed')]).to.deep.equal([201, 'true']);
    const together = await Promise.all(Array.from({ length: 8 }, () => record('together')));
    for (const { status, json } of together)
      expect([status, json?.id]).to.be.deep.oneOf([
        [201, undefined],
        [409, 'request_running'],
      ]);
    expect(await countOf()).to.equal(before + 2);
  });

  it('abuse 163: that asks for something else, or has an odd key, is refused', async () => {
    await record('other');
    const before = await countOf();
    expectProblem(await record('other', 'there'), 422, 'idempotency_key_reused');
    for (const odd of ['a b', 'k'.repeat(201)]) expectProblem(await record(odd), 400, 'idempotency_key_invalid');
    expect(await countOf()).to.equal(before);
    const { headers } = await client.get('/me', { headers: { 'Idempotency-Key': 'other' } });
    expect(headers.get('Idempotent-Replayed'), 'a call that adds nothing').to.equal(null);
  });

  it('abuse 163: is that of one API key alone', async () => {
    await record('mine');
    const other = await apiClient(app, 'Ada');
    const { headers } = await other.post('/events/pageviews', {
      json: { page: 'there' },
      headers: { 'Idempotency-Key': 'mine' },
    });
    expect(headers.get('Idempotent-Replayed')).to.equal(null);
  });

  it('abuse 163: waits for the first one, and is refused if that was interrupted', async () => {
    const { idempotency } = app.services;
    const request = { apiKeyId, galleryId, userId, idempotencyKey: 'slow', fingerprint: 'same' };
    let finish = () => {};
    const first = idempotency.once(
      request,
      () =>
        new Promise((resolve) => {
          finish = () => resolve({ status: 201 });
        }),
    );
    const again = () =>
      idempotency
        .once(request, async () => ({ status: 201 }))
        .then(
          () => 'done',
          ({ id }) => id,
        );
    while ((await again()) !== 'request_running') expect.fail('it ran twice');
    finish();
    await first;
    expect(await again()).to.equal('done');
    await app.services.catalog.updateTable('idempotentRequests').set({ answer: null }).execute();
    expect(await again(), 'as after a crash').to.equal('request_interrupted');
  });

  it('may be sent again if it failed', async () => {
    expectProblem(
      await client.post('/events/pageviews', { json: { nobodyKnows: 1 }, headers: { 'Idempotency-Key': 'failed' } }),
      422,
      'field_invalid',
      'nobodyKnows',
    );
    expect((await record('failed')).status).to.equal(201);
  });

  it('abuse 164: leaves little: the newest thousand of a key, no long answers, and nothing after a day', async () => {
    const { idempotency, catalog } = app.services;
    const long = { apiKeyId, galleryId, userId, idempotencyKey: 'long', fingerprint: 'same' };
    const answering = (body: string) => idempotency.once(long, async () => ({ status: 201, body }));
    expect((await answering('a'.repeat(100_000))).reply.body).to.have.length(100_000);
    expect(JSON.stringify(await rows()).length).to.be.below(50_000);
    expect(await answering('again').catch(({ id }) => id)).to.equal('answer_not_kept');

    const old = Array.from({ length: 1200 }, (_, i) => ({ idempotencyKey: `${i}`, createdAt: i }));
    for (const part of [old.slice(0, 600), old.slice(600)])
      await catalog
        .insertInto('idempotentRequests')
        .values(part.map((each) => ({ ...each, apiKeyId, fingerprint: '', answer: '{}' })))
        .execute();
    expect((await record('newest')).status).to.equal(201);
    const ofKey = (await rows())
      .filter((each) => each.apiKeyId === apiKeyId)
      .map(({ idempotencyKey }) => idempotencyKey);
    expect(ofKey).to.have.length(1000).and.include.members(['newest', 'long', '1199']).and.not.include('0');
    await idempotency.tidy();
    expect((await rows()).map(({ idempotencyKey }) => idempotencyKey))
      .to.include('newest')
      .and.not.include('1199');
  });
});
