import { expect } from 'chai';
import { Webhook as Verifier } from 'standardwebhooks';
import { tell } from '../../src/events/happenings';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { firstOf, onlyOf } from '../support/elements';
import { addPerson } from '../support/imports';
import { galleryOf, viewerOf } from '../support/people';
import { BEA, cropFace } from '../support/photos';
import { type Received, Receiver } from '../support/receiver';
import { addWebhook, deliveryThat, happens, hurry, LOOPBACK_ALLOWED, someoneAdded } from '../support/webhooks';

const verify = ({ body, headers }: Received, secret: string) =>
  new Verifier(secret).verify(body, headers as Record<string, string>);

describe('what happens, sent to a webhook', () => {
  let app: TestApp;
  let receiver: Receiver;
  beforeEach(async () => {
    [app, receiver] = [await startApp(LOOPBACK_ALLOWED), await Receiver.start()];
    await signIn(app.url, 'Ada');
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
  });

  it('comes signed as Standard Webhooks says, with the names of that moment', async () => {
    const ada = await signIn(app.url, 'Ada');
    await addPerson(ada, 'Bea', await cropFace(BEA));
    const [{ handle: person }] = (await app.services.catalog.selectFrom('people').select('handle').execute()) as [
      { handle: string },
    ];
    const { secret } = await addWebhook(app, receiver.url, ['person.seen', 'recognition.completed']);
    const people = [
      { person, name: 'as it was', certainty: 'sure' as const, distance: 0.4 },
      { person: 'deleted', name: 'gone', certainty: 'maybe' as const, distance: 0.5 },
    ];
    await happens(app, { type: 'recognition.completed', recognitionId: 'abc', faces: 3, people });
    const messages = await receiver.gets(2);
    const told = messages.map((each) => verify(each, secret) as { type: string; timestamp: string; data: object });
    const seen = { person: { id: person, name: 'Bea' }, certainty: 'sure', distance: 0.4 };
    const byType = Object.fromEntries(told.map((each) => [each.type, each.data]));
    expect(byType).to.deep.equal({
      'recognition.completed': {
        recognition: 'abc',
        faces: 3,
        people: [seen, { person: { id: 'deleted', name: null }, certainty: 'maybe', distance: 0.5 }],
      },
      'person.seen': { recognition: 'abc', ...seen },
    });
    for (const { timestamp } of told) expect(timestamp).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    for (const { headers } of messages) {
      expect(headers['content-type']).to.equal('application/json');
      expect(headers['user-agent']).to.match(/^FamiliarFaces\//);
    }
    expect(new Set(messages.map(({ headers }) => headers['webhook-id'])).size).to.equal(2);
  });

  it('is written into no outbox when no webhook wants it', async () => {
    const { webhook } = await addWebhook(app, receiver.url, ['import.done']);
    await happens(app, someoneAdded());
    const viewer = await viewerOf(app, 'Ada');
    await app.services.webhooks.change(viewer, webhook.handle, { isPaused: true }, new AbortController());
    await happens(app, { type: 'import.done', id: 'one', added: 1, drafts: 0, refused: 0, known: 0 });
    expect(await app.services.catalog.selectFrom('outbox').selectAll().execute()).to.deep.equal([]);
    expect(await app.services.deliveries.list(webhook, 10)).to.deep.equal([]);
  });

  it('is undone with what caused it', async () => {
    await addWebhook(app, receiver.url);
    const { id } = await galleryOf(app, 'Ada');
    const failing = app.services.catalog.transaction().execute(async (trx) => {
      await tell(trx, id, someoneAdded('never'));
      throw new Error('undone');
    });
    await failing.catch(() => undefined);
    await happens(app, someoneAdded('really'));
    const message = onlyOf(await receiver.gets(1));
    expect(JSON.parse(message.body).data).to.deep.equal({ person: { id: 'really', name: null } });
  });

  it('is signed with both secrets for a day after a rotation', async () => {
    const { webhook, secret: old } = await addWebhook(app, receiver.url);
    const viewer = await viewerOf(app, 'Ada');
    const { secret } = await app.services.webhooks.rotate(viewer, webhook.handle);
    await happens(app, someoneAdded());
    const message = firstOf(await receiver.gets(1));
    expect(message.headers['webhook-signature']).to.match(/^v1,[\w+/=]+ v1,[\w+/=]+$/);
    verify(message, old);
    verify(message, secret);
    await app.services.catalog
      .updateTable('webhooks')
      .set({ previousUntil: Date.now() - 1 })
      .execute();
    await happens(app, someoneAdded());
    const later = (await receiver.gets(2)).at(-1) as Received;
    verify(later, secret);
    expect(() => verify(later, old)).to.throw('No matching signature');
  });

  it('is sent again with growing pauses, and is the same message each time', async () => {
    receiver.answerWith(503, {}, 'not now');
    const { webhook } = await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    const waiting = await deliveryThat(app, webhook, ({ attempts }) => attempts === 1);
    expect(waiting.state).to.equal('waiting');
    expect(waiting.nextAt).to.be.above(Date.now() - 1000);
    receiver.answerWith(204);
    await hurry(app);
    const delivered = await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    const [one, other] = (await receiver.gets(2)).map(({ headers }) => headers['webhook-id']);
    expect([one, other]).to.deep.equal([delivered.handle, delivered.handle]);
    const { tries } = await app.services.deliveries.find(webhook, delivered.handle);
    expect(tries.map(({ status, failure, answer }) => [status, failure, answer])).to.deep.equal([
      [204, null, ''],
      [503, 'refused', 'not now'],
    ]);
  });

  it('is given up after eleven attempts, and the webhook is switched off when nothing has got through for days', async () => {
    receiver.answerWith(500);
    const { webhook } = await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    for (let attempts = 1; attempts <= 10; attempts++) {
      await deliveryThat(app, webhook, (each) => each.attempts === attempts);
      await hurry(app);
    }
    const failed = await deliveryThat(app, webhook, ({ state }) => state === 'failed');
    expect([failed.attempts, failed.nextAt]).to.deep.equal([11, null]);
    const viewer = await viewerOf(app, 'Ada');
    const stateNow = async () => (await app.services.webhooks.find(viewer, webhook.handle)).state;
    expect(await stateNow()).to.equal('on');
    const fourDays = 4 * 24 * 3600_000;
    await app.services.catalog
      .updateTable('webhooks')
      .set({ failingSince: Date.now() - fourDays })
      .execute();
    await happens(app, someoneAdded());
    await deliveryThat(app, webhook, (each) => each.attempts === 1);
    expect(await stateNow()).to.equal('on');
    await app.services.catalog.updateTable('webhookDeliveries').set({ attempts: 10 }).execute();
    await hurry(app);
    await deliveryThat(app, webhook, ({ state }) => state === 'failed');
    expect(await stateNow()).to.equal('off');
    const ada = await signIn(app.url, 'Ada');
    expect((await ada.get(`/webhooks/${webhook.handle}`)).text).to.include('This webhook was switched off');
    expect((await ada.get('/')).text).to.include('1 webhook was switched off');
    await app.services.webhooks.change(viewer, webhook.handle, { isPaused: false }, new AbortController());
    expect((await ada.get('/')).text).not.to.include('switched off');
  });

  it('switches a webhook off whose receiver says that it is gone', async () => {
    receiver.answerWith(410);
    const { webhook } = await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    await deliveryThat(app, webhook, ({ state }) => state === 'failed');
    expect((await app.services.webhooks.find(await viewerOf(app, 'Ada'), webhook.handle)).state).to.equal('off');
  });

  it('reaches others while receivers of somebody else don’t answer', async () => {
    const slow = await Receiver.start(() => {});
    await signIn(app.url, 'Eve');
    for (let i = 0; i < 10; i++) await addWebhook(app, slow.url, ['person.added'], 'Eve');
    const { webhook } = await addWebhook(app, receiver.url);
    for (let i = 0; i < 5; i++) await happens(app, someoneAdded(), 'Eve');
    await slow.gets(4);
    await happens(app, someoneAdded());
    await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    expect(slow.received, 'four at a time for one gallery').to.have.length(4);
    await slow.close();
  });

  it('writes no late result to a webhook that was changed meanwhile, and sends to the new address', async () => {
    let answerLate = () => {};
    const late = await Receiver.start((_message, response) => {
      answerLate = () => void response.writeHead(500).end();
    });
    const { webhook } = await addWebhook(app, late.url);
    await happens(app, someoneAdded());
    await late.gets(1);
    const viewer = await viewerOf(app, 'Ada');
    await app.services.webhooks.change(viewer, webhook.handle, { url: receiver.url }, new AbortController());
    answerLate();
    const { handle } = await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    const { tries } = await app.services.deliveries.find(webhook, handle);
    expect(tries.map(({ status }) => status)).to.deep.equal([200]);
    expect((await app.services.webhooks.find(viewer, webhook.handle)).failingSince).to.equal(null);
    await late.close();
  });

  it('is listed, trimmed to the newest, and dropped beyond a thousand that wait', async () => {
    receiver.answerWith(500);
    const { webhook } = await addWebhook(app, receiver.url);
    const { catalog } = app.services;
    const row = (state: 'waiting' | 'delivered', i: number) => ({
      ...{ handle: `${state}${i}`, webhookId: webhook.id, type: 'person.added', data: '{}', happenedAt: 1, state },
      ...{ attempts: 1, nextAt: state === 'waiting' ? Date.now() + 1e9 : null, isAsked: 0, createdAt: Date.now() },
    });
    for (const state of ['waiting', 'delivered'] as const)
      for (let i = 0; i < 1000; i += 100)
        await catalog
          .insertInto('webhookDeliveries')
          .values(Array.from({ length: 100 }, (_, k) => row(state, i + k)))
          .execute();
    await happens(app, someoneAdded());
    const dropped = await deliveryThat(app, webhook, ({ state }) => state === 'dropped');
    expect(dropped.nextAt).to.equal(null);
    const states = (await app.services.deliveries.list(webhook, 5000)).map(({ state }) => state);
    expect(states.filter((each) => each === 'waiting')).to.have.length(1000);
    expect(states.filter((each) => each !== 'waiting')).to.have.length(500);
    expect(receiver.received).to.deep.equal([]);
  });

  it('is sent by hand: a test while the webhook is paused, and an ended delivery once more', async () => {
    const { webhook, secret } = await addWebhook(app, receiver.url);
    const viewer = await viewerOf(app, 'Ada');
    await app.services.webhooks.change(viewer, webhook.handle, { isPaused: true }, new AbortController());
    const { handle } = await app.services.deliveries.test(viewer, webhook.handle);
    const test = firstOf(await receiver.gets(1));
    expect(verify(test, secret)).to.deep.include({ type: 'webhook.test', data: { webhook: webhook.handle } });
    await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    receiver.answerWith(500);
    await app.services.deliveries.sendAgain(viewer, webhook.handle, handle);
    await deliveryThat(app, webhook, ({ state, attempts }) => state === 'failed' && attempts === 2);
    expect((await receiver.gets(2)).map(({ headers }) => headers['webhook-id'])).to.deep.equal([handle, handle]);
  });

  it('is sent by hand while it waits and the webhook is paused', async () => {
    receiver.answerWith(500);
    const { webhook } = await addWebhook(app, receiver.url);
    const viewer = await viewerOf(app, 'Ada');
    await happens(app, someoneAdded());
    const { handle } = await deliveryThat(app, webhook, ({ attempts }) => attempts === 1);
    await app.services.webhooks.change(viewer, webhook.handle, { isPaused: true }, new AbortController());
    await hurry(app);
    receiver.answerWith(200);
    await app.services.deliveries.sendAgain(viewer, webhook.handle, handle);
    await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    expect(receiver.received).to.have.length(2);
  });
});
