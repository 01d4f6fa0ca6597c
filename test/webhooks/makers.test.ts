import { expect } from 'chai';
import { dueDeliveries } from '../../src/webhooks/due';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { personalGalleryOf, setRole } from '../support/members';
import { Receiver } from '../support/receiver';
import { addWebhook, happens, hurry, LOOPBACK_ALLOWED, someoneAdded } from '../support/webhooks';

describe('what waits for a webhook', () => {
  let app: TestApp;
  let receiver: Receiver;
  beforeEach(async () => {
    app = await startApp(LOOPBACK_ALLOWED);
    for (const name of ['Ada', 'Olga']) await signIn(app.url, name);
    receiver = await Receiver.start((_message, response) => void response.writeHead(503).end());
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
  });

  it('isn’t sent once the webhook’s maker owns the gallery no more, and is when they do again', async () => {
    const gallery = await personalGalleryOf(app, 'Ada');
    await setRole(app, gallery, 'Olga', 'owner');
    await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    await until(() => receiver.received.length === 1);
    await until(
      async () =>
        (await app.services.catalog.selectFrom('webhookAttempts').select('deliveryId').execute()).length === 1,
    );
    await setRole(app, gallery, 'Ada', 'editor');
    await app.services.catalog.updateTable('webhookDeliveries').set({ nextAt: 0 }).execute();
    expect(await dueDeliveries(app.services.catalog, new Map())).to.deep.equal([]);
    await setRole(app, gallery, 'Ada', 'owner');
    await hurry(app);
    await until(() => receiver.received.length === 2);
  });
});
