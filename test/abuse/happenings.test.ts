import { expect } from 'chai';
import { sql } from 'kysely';
import pino from 'pino';
import type { Catalog } from '../../src/catalog/catalog';
import { tellAct, trimActs } from '../../src/events/act-rows';
import type { AuditEntry } from '../../src/events/audit-book';
import { MAX_ENTRIES } from '../../src/events/audit-trimming';
import { trimEvents } from '../../src/events/event-bounds';
import { EventKeeping } from '../../src/events/event-keeping';
import { insertEvents, spaceOf } from '../../src/events/event-rows';
import { EventWriter } from '../../src/events/event-writer';
import type { Gallery } from '../../src/gallery/galleries';
import { DAY_MS } from '../../src/units';
import { apiClient, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm } from '../support/photos';
import { rejection } from '../support/rejection';
import { happens } from '../support/webhooks';

/** Writes acts of given times, one after the other. */
async function insertActs(catalog: Catalog, times: readonly number[]): Promise<void> {
  const { id } = await catalog
    .selectFrom('acts')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirstOrThrow();
  const act = { type: 'user.resumed', userId: null, address: null, details: '{}' };
  const rows = times.map((createdAt, i) => ({ ...act, id: (id ?? 0) + i + 1, createdAt }));
  await catalog.insertInto('acts').values(rows).execute();
}

describe('what happens in a gallery', () => {
  let app: TestApp;
  let ada: Browser;
  let gallery: Gallery;
  before(async () => {
    app = await startApp();
    ada = await signIn(app.url, 'Ada');
    gallery = await galleryOf(app, 'Ada');
    for (const [name, face] of [['Ann', ADA_IN_SAMPLE_1] as const, ['Bea', BEA] as const])
      await ada.post('/images', photoForm([[`${name}.jpg`, await cropFace(face)]], { name }));
  });
  after(() => app.close());

  const entries = (kind?: string): Promise<AuditEntry[]> =>
    app.services.audit.list(gallery.id, { limit: 200, kind, userId: gallery.ownerId });
  const typesOf = async (kind?: string) => (await entries(kind)).map(({ type }) => type);
  const handleOf = async (name: string) => (await app.services.people.findNamed(gallery, name))?.handle ?? '';

  it('is told with who did it and from where', async () => {
    const [first] = (await entries()).slice(-1);
    expect(first).to.deep.include({ type: 'sign-in', userName: 'Ada', key: null });
    expect(first?.address).to.match(/^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/);
    expect(await typesOf('photo')).to.deep.equal(['photo.added', 'photo.added']);
    expect((await entries('person')).map(({ details }) => Object.keys(details))).to.deep.equal([
      ['person'],
      ['person'],
    ]);
    await ada.post(`/people/${await handleOf('Ann')}/rename`, { name: 'Anna' });
    expect(await typesOf('person')).to.deep.equal(['person.renamed', 'person.added', 'person.added']);
  });

  it('abuse 183: an entry can’t be changed, or be taken out of the middle', async () => {
    const { catalog } = app.services;
    const [latest] = await entries();
    const changed = sql`update "auditEntries" set type = 'x' where id = ${latest?.id}`.execute(catalog);
    expect(String(await rejection(changed))).to.include('never changes');
    const removed = catalog
      .deleteFrom('auditEntries')
      .where('id', '=', latest?.id ?? 0)
      .execute();
    expect(String(await rejection(removed))).to.include('from the oldest on');
    expect((await entries())[0]?.id).to.equal(latest?.id);
    await catalog.transaction().execute(async (trx) => {
      for (const user of [1, 2]) await tellAct(trx, { type: 'user.resumed', user });
    });
    expect(String(await rejection(sql`update acts set type = 'x'`.execute(catalog)))).to.include('never changes');
    const middle = catalog.deleteFrom('acts').where('details', '=', '{"user":2}').execute();
    expect(String(await rejection(middle))).to.include('from the oldest on');
  });

  it('abuse 184: what is refused leaves no entry', async () => {
    const before = await typesOf();
    expect((await ada.post(`/people/${await handleOf('Bea')}/rename`, { name: '' })).status).to.be.within(400, 499);
    const reader = await apiClient(app, 'Ada', ['audit:read']);
    const made = (await typesOf()).length;
    expectProblem(await reader.post('/events/pageviews', { json: {} }), 403, 'scope_missing');
    expectProblem(await reader.get('/audit?kind=nothing'), 422, 'field_invalid', 'kind');
    expect((await typesOf()).length).to.equal(made);
    expect(made).to.equal(before.length + 1);
  });

  it('is read by programs page by page, without gaps when more happens meanwhile', async () => {
    const client = await apiClient(app, 'Ada', ['audit:read']);
    const all = (await client.get('/audit?limit=200')).json.items.map(({ id }: { id: string }) => id);
    const first = (await client.get('/audit?limit=3')).json;
    await ada.post('/settings', { keep: '48' });
    const second = (await client.get(`/audit?limit=200&cursor=${first.next}`)).json;
    expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).to.deep.equal(all);
    expect(second.next).to.equal(null);
  });

  it('abuse 185: a deleted person’s name and sightings are gone, and a merged person’s come back', async () => {
    const { catalog, eventCounts } = app.services;
    const seen = (person: string) =>
      eventCounts.count(gallery.id, {
        collection: 'sightings',
        userId: gallery.ownerId,
        by: { attribute: 'person', value: person },
      });
    const [anna, bea] = [await handleOf('Anna'), await handleOf('Bea')];
    const people = [anna, bea].map((person) => ({ person, name: '', certainty: 'sure' as const, distance: 0.3 }));
    await happens(app, { type: 'recognition.completed', recognitionId: null, faces: 2, people });
    await ada.post(`/people/${anna}/merge`, { handle: bea, insist: 'yes' });
    expect(await seen(anna)).to.equal(2);
    const { id } = await catalog.selectFrom('merges').select('id').executeTakeFirstOrThrow();
    await ada.post(`/people/actions/undo-merge/${id}`);
    expect([await seen(anna), await seen(bea)]).to.deep.equal([1, 1]);
    await ada.post(`/people/${bea}/delete`);
    expect([await seen(anna), await seen(bea)]).to.deep.equal([1, 0]);
    const left = await catalog.selectFrom('events').selectAll().where('subject', '=', bea).execute();
    expect(left).to.deep.equal([]);
    const kept = await catalog.selectFrom('auditEntries').selectAll().execute();
    expect(JSON.stringify(kept)).not.to.match(/Bea|Ann/);
  });

  it('abuse 186: events and entries end with their time, and their counts by day stay', async () => {
    const { catalog, eventCounts, audit } = app.services;
    const event = { collection: 'pageviews', groupBy: ['page'], attributes: { page: 'old' } };
    const old = Date.now() - 100 * DAY_MS;
    await catalog.transaction().execute((trx) => insertEvents(trx, gallery.id, Array(600).fill(event), old));
    const counted = { collection: 'pageviews', userId: gallery.ownerId, by: { attribute: 'page', value: 'old' } };
    const before = (await spaceOf(catalog, gallery.id)).events;
    await trimEvents(catalog, gallery.id, Date.now() - 90 * DAY_MS, { megabytes: 1 });
    expect((await spaceOf(catalog, gallery.id)).events).to.equal(before - 600);
    expect(await eventCounts.count(gallery.id, counted)).to.equal(600);
    const days = await eventCounts.buckets(
      gallery.id,
      counted,
      { from: old - (old % DAY_MS), to: old + DAY_MS },
      'day',
    );
    expect(days[0]?.count).to.equal(600);
    await audit.trim(gallery.id, Date.now() + DAY_MS);
    expect(await typesOf()).to.deep.equal([]);
    const acts = async () => (await catalog.selectFrom('acts').select('createdAt').execute()).length;
    await insertActs(catalog, [old, Date.now()]);
    const kept = await acts();
    const keeping = new EventKeeping(
      catalog,
      audit,
      { eventDays: 90, megabytes: 1, auditDays: 90 },
      pino({ level: 'silent' }),
    );
    await keeping.tidy();
    await keeping.close();
    expect(await acts(), 'none is too old while an earlier one isn’t').to.equal(kept);
    await trimActs(catalog, Date.now() + DAY_MS);
    await insertActs(catalog, [old, old, Date.now()]);
    await trimActs(catalog, Date.now() - 90 * DAY_MS);
    expect(await acts()).to.equal(1);
  });

  it('abuse 187: acts are no more than the entries of a gallery may be: the oldest go', async () => {
    const { catalog } = app.services;
    await trimActs(catalog, Date.now() + DAY_MS);
    await insertActs(
      catalog,
      Array.from({ length: 700 }, () => Date.now()),
    );
    await sql`insert into acts (id, "createdAt", type, details)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${MAX_ENTRIES})
      select -i, ${Date.now()}, 'user.resumed', '{}' from n`.execute(catalog);
    await trimActs(catalog);
    const { least, count } = await catalog
      .selectFrom('acts')
      .select(({ fn }) => [fn.min('id').as('least'), fn.countAll<number>().as('count')])
      .executeTakeFirstOrThrow();
    expect([count, least]).to.deep.equal([MAX_ENTRIES, 700 - MAX_ENTRIES]);
    await trimActs(catalog, Date.now() + DAY_MS);
  });

  it('abuse 187: events take up no more than they may: the oldest go', async () => {
    const { catalog } = app.services;
    const event = { collection: 'pageviews', groupBy: [], attributes: { agent: 'x'.repeat(900) } };
    await catalog.transaction().execute((trx) => insertEvents(trx, gallery.id, Array(2000).fill(event)));
    await trimEvents(catalog, gallery.id, 0, { megabytes: 1 });
    const { bytes, events } = await spaceOf(catalog, gallery.id);
    expect(bytes).to.be.within(400_000, 1_000_000);
    const { count } = await catalog
      .selectFrom('events')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('galleryId', '=', gallery.id)
      .executeTakeFirstOrThrow();
    expect(Number(count)).to.equal(events);
  });

  it('abuse 187: however many events come at once, few are written together, and they stay within the bound', async () => {
    const { catalog } = app.services;
    const writer = new EventWriter(catalog, { megabytes: 1 });
    const event = { collection: 'pageviews', groupBy: [], attributes: { agent: 'x'.repeat(300) } };
    const tiny = { ...event, attributes: {} };
    await catalog.transaction().execute((trx) => insertEvents(trx, gallery.id, Array(9000).fill(tiny)));
    const before = await spaceOf(catalog, gallery.id);
    const small = Array(100).fill(tiny);
    const [first, ...others] = Array.from({ length: 6 }, (_, i) =>
      writer.add(gallery.id, i < 2 ? small : Array(500).fill(event)),
    );
    await first;
    expect((await spaceOf(catalog, gallery.id)).events).to.be.at.most(before.events + 500);
    await Promise.all(others);
    const after = await spaceOf(catalog, gallery.id);
    expect(after.bytes).to.be.within(500_000, 1_000_000);
  });

  it('abuse 187: an entry of a photo with very many people names some of them, and entries beyond the bound go soon', async () => {
    const { catalog, audit } = app.services;
    const log = pino({ level: 'silent' });
    const keeping = new EventKeeping(catalog, audit, { eventDays: 90, auditDays: 90, megabytes: 0.01 }, log);
    const seen = Array.from({ length: 300 }, (_, i) => ({ person: `p${i}`, name: '', distance: 1 - i / 300 }));
    const people = seen.map((each) => ({ ...each, certainty: 'sure' as const }));
    await catalog.transaction().execute(async (trx) => {
      await sql`insert into "auditEntries" ("galleryId", "createdAt", type, details)
        with recursive number(n) as (select 1 union all select n + 1 from number where n < ${MAX_ENTRIES})
        select ${gallery.id}, ${Date.now()}, 'export', '{}' from number`.execute(trx);
    });
    await happens(app, { type: 'recognition.completed', recognitionId: null, faces: 300, people });
    const [entry] = await entries();
    expect(entry?.details).to.deep.include({ faces: 300, peopleInAll: 300 });
    expect(entry?.details['people']).to.have.length(20).and.to.deep.include({ person: 'p299', certainty: 'sure' });
    await keeping.bound();
    await keeping.close();
    const { left } = await catalog
      .selectFrom('auditEntries')
      .select(({ fn }) => fn.countAll<number>().as('left'))
      .where('galleryId', '=', gallery.id)
      .executeTakeFirstOrThrow();
    expect(Number(left)).to.equal(MAX_ENTRIES);
    expect((await spaceOf(catalog, gallery.id)).bytes).to.be.at.most(10_000);
  });
});
