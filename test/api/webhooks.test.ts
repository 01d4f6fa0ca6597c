import { expect } from 'chai';
import { Webhook as Verifier } from 'standardwebhooks';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { Receiver } from '../support/receiver';
import { happens, LOOPBACK_ALLOWED, someoneAdded } from '../support/webhooks';

describe('webhooks over the API', () => {
  let app: TestApp;
  let receiver: Receiver;
  let ada: ApiClient;
  beforeEach(async () => {
    [app, receiver] = [await startApp(LOOPBACK_ALLOWED), await Receiver.start()];
    await signIn(app.url, 'Ada');
    ada = await apiClient(app, 'Ada');
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
  });

  const given = () => ({ name: 'Hub', url: receiver.url, types: ['person.added'] });
  const add = async () => (await ada.post('/webhooks', { json: given() })).json;

  it('are added, shown, changed and deleted', async () => {
    const added = await ada.post('/webhooks', { json: given() });
    expect(added.status).to.equal(201);
    const { secret, ...webhook } = added.json;
    expect(secret).to.match(/^whsec_[\w+/]{43}=$/);
    expect(added.headers.get('Location')).to.equal(`/api/v1/webhooks/${webhook.id}`);
    expect(webhook).to.deep.include({ ...given(), state: 'on', failingSince: null, previousSecretUntil: null });
    expect((await ada.get(`/webhooks/${webhook.id}`)).json).to.deep.equal(webhook);
    expect((await ada.get('/webhooks')).json).to.deep.equal({ items: [webhook], next: null });
    const changed = await ada.patch(`/webhooks/${webhook.id}`, { json: { name: 'Porch', paused: true } });
    expect(changed.json).to.deep.equal({ ...webhook, name: 'Porch', state: 'paused' });
    const resumed = await ada.patch(`/webhooks/${webhook.id}`, { json: { paused: false } });
    expect(resumed.json.state).to.equal('on');
    expect((await ada.delete(`/webhooks/${webhook.id}`)).status).to.equal(204);
    expectProblem(await ada.get(`/webhooks/${webhook.id}`), 404, 'webhook_not_found');
    expectProblem(await ada.delete(`/webhooks/${webhook.id}`), 404, 'webhook_not_found');
  });

  it('refuse bad input, and nothing is stored', async () => {
    const refused: Array<[object, string, string]> = [
      [{ ...given(), types: ['person.deleted'] }, 'field_invalid', 'types.0'],
      [{ ...given(), types: [] }, 'webhook_types_missing', 'types'],
      [{ ...given(), url: 7 }, 'field_invalid', 'url'],
      [{ ...given(), url: 'nowhere' }, 'webhook_address_invalid', 'url'],
      [{ ...given(), secret: 'whsec_' }, 'field_invalid', 'secret'],
    ];
    for (const [json, id, field] of refused) expectProblem(await ada.post('/webhooks', { json }), 422, id, field);
    expect(await app.services.catalog.selectFrom('webhooks').selectAll().execute()).to.deep.equal([]);
    for (let i = 0; i < 10; i++) await add();
    expectProblem(await ada.post('/webhooks', { json: given() }), 409, 'too_many_webhooks');
    const first = await ada.get('/webhooks?limit=6');
    expect(first.headers.get('Link')).to.include('rel="next"');
    const rest = await ada.get(`/webhooks?limit=6&cursor=${first.json.next}`);
    expect([first.json.items.length, rest.json.items.length, rest.json.next]).to.deep.equal([6, 4, null]);
  });

  it('say how they were delivered, and send again', async () => {
    const { id } = await add();
    receiver.answerWith(500, {}, 'no');
    await happens(app, someoneAdded());
    let delivery = { id: '', attempts: 0, state: '' };
    const look = async () => ([delivery] = (await ada.get(`/webhooks/${id}/deliveries`)).json.items);
    await until(async () => (await look())?.[0]?.attempts === 1);
    expect(delivery).to.deep.include({ type: 'person.added', state: 'waiting' });
    const { json } = await ada.get(`/webhooks/${id}/deliveries/${delivery.id}`);
    expect(json.log[0]).to.deep.include({ status: 500, failure: 'refused', answer: 'no' });
    receiver.answerWith(200);
    expect((await ada.post(`/webhooks/${id}/deliveries/${delivery.id}/send-again`)).status).to.equal(202);
    await until(async () => (await look())?.[0]?.state === 'delivered');
    const test = await ada.post(`/webhooks/${id}/test`);
    expect([test.status, test.json.type]).to.deep.equal([202, 'webhook.test']);
    await receiver.gets(3);
    const page = await ada.get(`/webhooks/${id}/deliveries?limit=1`);
    const next = await ada.get(`/webhooks/${id}/deliveries?limit=1&cursor=${page.json.next}`);
    expect([page.json.items[0].id, next.json.items[0].id]).to.deep.equal([test.json.id, delivery.id]);
    expectProblem(await ada.get(`/webhooks/${id}/deliveries/nothing`), 404, 'delivery_not_found');
  });

  it('get a new secret, which is sent once however often it is asked for with one Idempotency-Key', async () => {
    const { id } = await add();
    const headers = { 'Idempotency-Key': 'once' };
    const rotated = await ada.post(`/webhooks/${id}/rotate`, { headers });
    expect(rotated.json.previousSecretUntil).to.be.a('string');
    expect((await ada.post(`/webhooks/${id}/rotate`, { headers })).json.secret).to.equal(rotated.json.secret);
    await happens(app, someoneAdded());
    const [message] = await receiver.gets(1);
    new Verifier(rotated.json.secret).verify(message?.body ?? '', message?.headers as Record<string, string>);
  });
});
