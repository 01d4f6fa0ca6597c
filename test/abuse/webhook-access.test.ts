import { expect } from 'chai';
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
