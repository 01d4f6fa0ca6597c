import { expect } from 'chai';
import { actAs } from '../../../src/events/actor';
import { tell } from '../../../src/events/happenings';
import { countedUsers } from '../../../src/events/own-of-users';
import { giveRole } from '../../../src/gallery/memberships';
import { startApp, type TestApp } from '../../support/app';
import { temporaryFolder } from '../../support/app-process';
import { earlierCatalog } from '../../support/earlier-catalog';

const [GRACE, ALAN] = [3, 5];
const OWN = ['recognitions', 'sightings'] as const;
const counter = (collection: string, attribute: string, value: string, count: number) =>
  `(2, '${collection}', '${attribute}', '${value}', 'all', 0, ${count})`;

/** What Grace's gallery had counted before galleries had members: two results, in which Ada was seen twice, and Bea once. */
const BEFORE = [
  `insert into users (id, issuer, subject, displayName, createdAt) values (3, 'i', 's', 'Grace', 1), (5, 'i', 't', 'Alan', 2)`,
  `insert into galleries (id, handle, name, ownerId, personalOf, folder, createdAt) values
    (1, 'h', 'n', 5, 5, 'f', 11), (2, 'i', 'n', 3, 3, 'g', 12)`,
  `insert into memberships (galleryId, userId, role, joinedAt) values (1, 5, 'owner', 11), (2, 3, 'owner', 12)`,
  `insert into events (galleryId, collection, createdAt, attributes, subject) values
    (2, 'recognitions', ${Date.now()}, '{}', null), (2, 'recognitions', ${Date.now()}, '{}', null),
    (2, 'sightings', ${Date.now()}, '{}', 'ada'), (2, 'sightings', ${Date.now()}, '{}', 'ada'),
    (2, 'sightings', ${Date.now()}, '{}', 'bea'), (2, 'sightings-of-birds', ${Date.now()}, '{}', null)`,
  `insert into eventCounters (galleryId, collection, attribute, value, period, startsAt, count) values
    ${counter('recognitions', '', '', 2)}, ${counter('sightings', '', '', 3)}, ${counter('sightings-of-birds', '', '', 1)},
    ${counter('sightings', 'person', 'ada', 2)}, ${counter('sightings', 'person', 'bea', 1)}`,
  `insert into eventSpace (galleryId, events, bytes, counters, totals) values (2, 6, 612, 0, 5)`,
  `insert into webhooks (galleryId, handle, name, url, types, secret, state, version, createdAt) values
    (2, 'w', 'n', 'https://hooks.example.org/', 'person.seen', '', 'off', 1, 1)`,
];

describe('migration 019', () => {
  let app: TestApp;

  beforeEach(async () => {
    const dataDir = temporaryFolder();
    await (await earlierCatalog(dataDir, '019', BEFORE)).destroy();
    app = await startApp({ DATA_DIR: dataDir });
    await app.services.catalog
      .transaction()
      .execute((trx) => giveRole(trx, { galleryId: 2, userId: ALAN, role: 'editor' }));
  });
  afterEach(() => app.close());

  const counts = async (userId: number, galleryId = 2) => {
    const { eventCounts } = app.services;
    const [recognitions, sightings] = await Promise.all(
      OWN.map((collection) => eventCounts.count(galleryId, { collection, userId })),
    );
    const by = { attribute: 'person', value: 'ada' };
    return [recognitions, sightings, await eventCounts.count(galleryId, { collection: 'sightings', userId, by })];
  };
  const recognize = (userId: number, galleryId = 2) =>
    actAs({ userId, key: null, address: null }, () =>
      app.services.catalog.transaction().execute((trx) =>
        tell(trx, galleryId, {
          ...{ type: 'recognition.completed', recognitionId: null, faces: 1 },
          people: [{ person: 'ada', name: 'Ada', certainty: 'sure', distance: 0.3 }],
        }),
      ),
    );
  const stored = async () => {
    const rows = await app.services.catalog.selectFrom('events').select(['galleryId', 'collection']).execute();
    return [...new Set(rows.map(({ galleryId, collection }) => `${galleryId} ${collection}`))].sort();
  };

  it('leaves what was counted to whoever had the gallery alone, and no row of it changes', async () => {
    expect(await stored()).to.deep.equal(['2 recognitions', '2 sightings', '2 sightings-of-birds']);
    expect(await counts(GRACE)).to.deep.equal([2, 3, 2]);
    expect(await counts(ALAN)).to.deep.equal([0, 0, 0]);
    const webhooks = await app.services.catalog.selectFrom('webhooks').select('userId').execute();
    expect(webhooks).to.deep.equal([{ userId: GRACE }]);
  });

  it('has everybody’s later results count for them alone, also in other galleries', async () => {
    for (const userId of [GRACE, ALAN, ALAN]) await recognize(userId);
    for (const userId of [GRACE, ALAN]) await recognize(userId, 1);
    expect([await counts(GRACE), await counts(ALAN)]).to.deep.equal([
      [3, 4, 3],
      [2, 2, 2],
    ]);
    expect([await counts(GRACE, 1), await counts(ALAN, 1)]).to.deep.equal([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect((await countedUsers(app.services.catalog, 2)).sort()).to.deep.equal([GRACE, ALAN]);
  });

  it('lets what was counted of a deleted person go, whoever saw them', async () => {
    for (const userId of [GRACE, ALAN]) await recognize(userId);
    await app.services.catalog
      .transaction()
      .execute((trx) => tell(trx, 2, { type: 'person.deleted', person: 'ada', photos: 0 }));
    expect([await counts(GRACE), await counts(ALAN)]).to.deep.equal([
      [3, 4, 0],
      [1, 1, 0],
    ]);
  });

  it('lets the first user’s counts go with their account, and nobody else’s, when the gallery passes on', async () => {
    const { accounts, catalog } = app.services;
    for (const userId of [GRACE, ALAN]) await recognize(userId);
    await accounts.delete(GRACE);
    expect([await counts(GRACE), await counts(ALAN)]).to.deep.equal([
      [0, 0, 0],
      [1, 1, 1],
    ]);
    expect(await stored()).to.deep.equal(['2 recognitions:5', '2 sightings-of-birds', '2 sightings:5']);
    expect(await countedUsers(catalog, 2)).to.deep.equal([ALAN]);
    const space = await catalog.selectFrom('eventSpace').selectAll().where('galleryId', '=', 2).executeTakeFirst();
    expect(space).to.deep.include({ firstUserId: null, events: 3 });
    await recognize(ALAN);
    expect(await counts(ALAN)).to.deep.equal([2, 2, 2]);
  });

  it('lets the first user’s counts go when they are no member any more', async () => {
    const { catalog, recognitionRemoval } = app.services;
    await recognize(ALAN);
    await catalog.deleteFrom('memberships').where('galleryId', '=', 2).where('userId', '=', GRACE).execute();
    await recognitionRemoval.removeOfFormer({ id: 2 });
    expect([await counts(GRACE), await counts(ALAN)]).to.deep.equal([
      [0, 0, 0],
      [1, 1, 1],
    ]);
  });
});
