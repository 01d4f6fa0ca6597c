import { expect } from 'chai';
import { sql } from 'kysely';
import type { Scope } from '../../src/auth/keys/scopes';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { galleryOf } from '../support/people';
import { Receiver } from '../support/receiver';
import { addWebhook, deliveryThat, happens, LOOPBACK_ALLOWED, someoneAdded } from '../support/webhooks';

describe('who sees what webhooks send', () => {
  let app: TestApp;
  let receiver: Receiver;
  let browser: Browser;
  beforeEach(async () => {
    [app, receiver] = [await startApp(LOOPBACK_ALLOWED), await Receiver.start()];
    browser = await signIn(app.url, 'Ada');
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
  });

  it('abuse 193: no result comes to a webhook that was deleted, or whose account was, and nothing of it stays', async () => {
    const held: Array<() => void> = [];
    receiver.answer = (_message, response) => void held.push(() => response.end('late'));
    const { webhook } = await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    await receiver.gets(1);
    await app.services.webhooks.remove(await galleryOf(app, 'Ada'), webhook.handle);
    await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    await receiver.gets(2);
    await browser.post('/account/delete', { confirm: 'yes' });
    for (const answer of held) answer();
    const { catalog, sender } = app.services;
    await sender.close();
    for (const table of ['outbox', 'webhooks', 'webhookDeliveries', 'webhookAttempts'] as const)
      expect(await catalog.selectFrom(table).selectAll().execute(), table).to.deep.equal([]);
    expect(app.logged.filter(({ level }) => Number(level) >= 40)).to.deep.equal([]);
  });

  it('abuse 193: a deletion goes in steps, and on after it was interrupted; meanwhile the webhook is gone for everybody', async () => {
    const { webhook } = await addWebhook(app, receiver.url);
    const { catalog, webhooks, sender } = app.services;
    const rows = Array.from({ length: 250 }, (_, i) => ({
      ...{ handle: `kept${i}`, webhookId: webhook.id, type: 'person.added', data: '{}', happenedAt: 1, nextAt: null },
      ...{ state: 'delivered' as const, attempts: 1, isAsked: 0, createdAt: Date.now() },
    }));
    await catalog.insertInto('webhookDeliveries').values(rows).execute();
    await sql`create trigger broken before delete on "webhookDeliveries" when old.handle = 'kept249'
      begin select raise(abort, 'disk'); end`.execute(catalog);
    const client = await apiClient(app, 'Ada');
    expect((await client.delete(`/webhooks/${webhook.handle}`)).status).to.equal(500);
    expectProblem(await client.get(`/webhooks/${webhook.handle}`), 404, 'webhook_not_found');
    expectProblem(await client.post(`/webhooks/${webhook.handle}/test`), 404, 'webhook_not_found');
    expect((await client.get('/webhooks')).json.items).to.deep.equal([]);
    const waiting = { state: 'waiting' as const, nextAt: 1, isAsked: 1 };
    const left = await catalog.updateTable('webhookDeliveries').set(waiting).returning('id').execute();
    expect(left).to.have.length(50);
    await happens(app, someoneAdded());
    const other = await addWebhook(app, receiver.url);
    await happens(app, someoneAdded('later'));
    await deliveryThat(app, other.webhook, ({ state }) => state === 'delivered');
    expect(receiver.received).to.have.length(1);
    await sender.close();
    await sql`drop trigger broken`.execute(catalog);
    await webhooks.tidy();
    expect(await catalog.selectFrom('webhooks').select('id').execute()).to.deep.equal([{ id: other.webhook.id }]);
    expect(await catalog.selectFrom('webhookDeliveries').select('type').execute()).to.have.length(1);
  });

  it('abuse 192: no more than ten deliveries that were asked for wait, and what happens has its place beside them', async () => {
    receiver.answer = () => {};
    const { webhook } = await addWebhook(app, receiver.url);
    const client = await apiClient(app, 'Ada');
    const address = `/webhooks/${webhook.handle}`;
    const sent: string[] = [];
    for (let i = 0; i < 10; i++) sent.push((await client.post(`${address}/test`)).json.id);
    expectProblem(await client.post(`${address}/test`), 429, 'too_many_sent_by_hand');
    expect((await browser.post(`${address}/test`)).text).to.include('At most 10 deliveries can wait');
    expect((await client.post(`${address}/deliveries/${sent[0]}/send-again`)).status).to.equal(202);
    const { catalog } = app.services;
    await catalog
      .updateTable('webhookDeliveries')
      .set({ state: 'failed' })
      .where('handle', '=', `${sent[9]}`)
      .execute();
    await client.post(`${address}/test`);
    expectProblem(await client.post(`${address}/deliveries/${sent[9]}/send-again`), 429, 'too_many_sent_by_hand');
    const rows = Array.from({ length: 990 }, (_, i) => ({
      ...{ handle: `waits${i}`, webhookId: webhook.id, type: 'person.added', data: '{}', happenedAt: 1, nextAt: 1e15 },
      ...{ state: 'waiting' as const, attempts: 1, isAsked: 0, createdAt: Date.now() },
    }));
    for (let i = 0; i < 990; i += 99)
      await catalog
        .insertInto('webhookDeliveries')
        .values(rows.slice(i, i + 99))
        .execute();
    await happens(app, someoneAdded());
    expect((await deliveryThat(app, webhook, ({ type }) => type === 'person.added')).state).to.equal('waiting');
  });

  it('abuse 195: a key that may not see names chooses no address, and reads no answer', async () => {
    const { webhook } = await addWebhook(app, receiver.url);
    receiver.answer = ({ body }, response) => void response.end(body);
    await happens(app, someoneAdded());
    const { handle } = await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    const keyWith = (...scopes: Scope[]): Promise<ApiClient> => apiClient(app, 'Ada', scopes);
    const writer = await keyWith('webhooks:write', 'webhooks:read');
    const json = { name: 'Mine', url: receiver.url, types: ['person.seen'] };
    expectProblem(await writer.post('/webhooks', { json }), 403, 'scope_missing');
    const { url } = json;
    expectProblem(await writer.patch(`/webhooks/${webhook.handle}`, { json: { url } }), 403, 'scope_missing');
    expectProblem(await writer.get(`/webhooks/${webhook.handle}/deliveries/${handle}`), 403, 'scope_missing');
    const { json: listed } = await writer.get(`/webhooks/${webhook.handle}/deliveries`);
    expect(JSON.stringify(listed)).not.to.include('somebody');
    const half = await keyWith('webhooks:write', 'people:read');
    expectProblem(await half.post('/webhooks', { json }), 403, 'scope_missing');
  });

  it('abuse 195: nobody reaches somebody else’s webhooks and deliveries, and no log or export has a secret', async () => {
    const { webhook, secret } = await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    const { handle } = await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    await signIn(app.url, 'Eve');
    const eve = await apiClient(app, 'Eve');
    const address = `/webhooks/${webhook.handle}`;
    const { webhook: own } = await addWebhook(app, receiver.url, ['person.seen'], 'Eve');
    for (const path of [address, `${address}/deliveries`, `${address}/deliveries/${handle}`])
      expectProblem(await eve.get(path), 404, 'webhook_not_found');
    for (const path of [`${address}/test`, `${address}/rotate`, `${address}/deliveries/${handle}/send-again`])
      expectProblem(await eve.post(path), 404, 'webhook_not_found');
    expectProblem(await eve.patch(address, { json: { paused: true } }), 404, 'webhook_not_found');
    expectProblem(await eve.delete(address), 404, 'webhook_not_found');
    expectProblem(await eve.get(`/webhooks/${own.handle}/deliveries/${handle}`), 404, 'delivery_not_found');
    expect((await eve.get('/webhooks')).json.items).to.have.length(1);
    expect(JSON.stringify(app.logged)).not.to.include(secret.slice(6)).and.not.include(receiver.url);
    const { bytes } = await browser.get('/account/export');
    expect(bytes.includes(secret) || bytes.includes('webhook')).to.equal(false);
  });
});
