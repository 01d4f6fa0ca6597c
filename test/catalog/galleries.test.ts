import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { Kysely, type Migration, Migrator, sql } from 'kysely';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { migrations } from '../../src/catalog/migrations';
import { sqliteDialect } from '../../src/catalog/sqlite-dialect';
import { temporaryFolder } from '../support/app-process';
import { valueAt } from '../support/elements';

const LAST = '003-galleries';
/** The migrations of the release before this one, and all that there are up to this one. */
const EARLIER = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < LAST));
const UP_TO_LAST = { ...EARLIER, [LAST]: valueAt(migrations, LAST) };
const FACE = `0.1, 0.2, 0.3, 0.4, 0.9, null, null, 0.5, zeroblob(512)`;
const PLACE = `0, 0, 0.5, 0.5`;

/** A catalog as the previous release wrote it: two users, each with the same names and file names. */
const BEFORE = [
  `insert into users (id, issuer, subject, displayName, folder, createdAt, matchSure, keepHours) values
    (3, 'i', 'grace', 'Grace', 'folder-of-grace', 11, 0.45, 72), (7, 'i', 'eve', 'Eve', 'folder-of-eve', 12, null, null)`,
  `insert into sessions (idHash, userId, data, expiresAt) values ('session', 3, '{}', 99), ('anonymous', null, '{}', 99)`,
  `insert into people (id, userId, name, nameKey, createdAt, handle, searchKey) values
    (1, 3, 'Ada', 'ada', 1, 'ada-of-grace', 'ADA'), (2, 7, 'ADA', 'ada', 2, 'ada-of-eve', 'ADA'),
    (4, 3, 'Zoë', 'zoë', 3, 'zoe', 'ZOE'), (9, 3, 'Gone', 'gone', 4, 'gone', 'GONE')`,
  `insert into photos (id, userId, personId, imageName, path, width, height, createdAt, quarantined, sourceHash, pictureHash)
    values (1, 3, 1, 'uploaded', 'folder-of-grace/1', 4, 3, 100, null, 'hash', null),
    (2, 3, 1, 'made', 'folder-of-grace/2', 4, 3, 200, null, null, 'feed'),
    (3, 7, 2, 'of-eve', 'folder-of-eve/3', 4, 3, 200, 'damaged', null, null)`,
  `insert into faces (id, photoId, left, top, width, height, score, sharpness, turn, quality, descriptor)
    values (1, 1, ${FACE}), (2, 2, ${FACE}), (3, 3, ${FACE})`,
  `update people set coverPhotoId = 2 where id = 1`,
  `insert into verdicts (id, userId, personId, isPerson, pictureHash, left, top, width, height, descriptor, createdAt) values
    (5, 3, 1, 1, null, ${PLACE}, zeroblob(512), 200), (6, 3, 1, 0, null, ${PLACE}, zeroblob(512), 200),
    (8, 3, 4, 1, null, ${PLACE}, zeroblob(512), 100)`,
  `insert into recognitions (id, userId, path, width, height, createdAt, expiresAt, pictureHash)
    values ('r', 3, 'folder-of-grace/r', 4, 3, 5, 6, null)`,
  `insert into recognizedFaces (recognitionId, position, left, top, width, height, score, sharpness, turn, quality, descriptor)
    values ('r', 0, ${FACE})`,
  `insert into drafts (id, userId, name, fileName, path, width, height, sourceHash, pictureHash, createdAt) values
    ('d1', 3, 'ADA', 'Ada/1.jpg', 'folder-of-grace/d1', 4, 3, 's', 'p', 7),
    ('d2', 7, 'Nobody Yet', 'Ada/1.jpg', 'folder-of-eve/d2', 4, 3, 's', 'p', 8)`,
  `insert into draftFaces (draftId, position, left, top, width, height, score, sharpness, turn, quality, descriptor)
    values ('d1', 0, ${FACE})`,
  `insert into merges (id, userId, personId, mergedName, snapshot, createdAt) values ('m', 3, 1, 'Gone', '{}', 9)`,
  `insert into imports (id, userId, fileName, path, state, message, total, createdAt)
    values ('i', 3, 'all.zip', 'folder-of-grace/i.zip', 'done', null, 3, 10)`,
  `insert into importResults (importId, position, file, person, outcome, message) values
    ('i', 0, 'Ada/1.jpg', 'Ada', 'asks', ''), ('i', 1, 'Ada/2.jpg', 'Ada', 'asks', ''), ('i', 2, 'x', null, 'refused', 'No')`,
  `delete from people where id = 9`,
];

describe('a catalog from before galleries', () => {
  let dataDir: string;
  let catalog: Catalog;

  async function migrate(known: Record<string, Migration>): Promise<Kysely<unknown>> {
    const db = new Kysely<unknown>({ dialect: sqliteDialect(path.join(dataDir, 'catalog.sqlite')) });
    const { error } = await new Migrator({ db, provider: { getMigrations: async () => known } }).migrateToLatest();
    if (!error) return db;
    await db.destroy();
    throw error;
  }

  async function makeOld(): Promise<void> {
    const old = await migrate(EARLIER);
    for (const statement of BEFORE) await sql.raw(statement).execute(old);
    await old.destroy();
  }

  /** All rows of the old tables, and the shape of all tables. */
  async function everything(): Promise<string> {
    const old = await migrate(EARLIER);
    const { rows } = await sql<{
      name: string;
      sql: string;
    }>`select name, sql from sqlite_master order by name`.execute(old);
    const tables = rows.filter((each) => /^create table/i.test(each.sql ?? '') && !each.name.startsWith('kysely'));
    const contents = await Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(old)));
    await old.destroy();
    return JSON.stringify({ rows, contents: contents.map((each) => each.rows) });
  }

  beforeEach(async () => {
    dataDir = temporaryFolder();
    await makeOld();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  describe('after its update', () => {
    beforeEach(async () => {
      catalog = await openCatalog(dataDir);
    });
    afterEach(() => catalog.destroy());

    it('has a personal gallery for each user, with their folder, their settings and all that was theirs', async () => {
      const galleries = await catalog.selectFrom('galleries').selectAll().orderBy('id').execute();
      expect(galleries.map(({ handle: _handle, ...gallery }) => gallery)).to.deep.equal([
        {
          id: 3,
          name: 'Personal',
          ownerId: 3,
          personalOf: 3,
          folder: 'folder-of-grace',
          strictness: 0.45,
          retention: 72,
          network: 'face-api-1',
          version: 0,
          deletedAt: null,
          createdAt: 11,
        },
        {
          id: 7,
          name: 'Personal',
          ownerId: 7,
          personalOf: 7,
          folder: 'folder-of-eve',
          strictness: null,
          retention: null,
          network: 'face-api-1',
          version: 0,
          deletedAt: null,
          createdAt: 12,
        },
      ]);
      for (const { handle } of galleries) expect(handle).to.match(/^[a-z0-9]{16,}$/);
      for (const [table, of] of [
        ['people', [3, 7, 3]],
        ['photos', [3, 3, 7]],
        ['verdicts', [3, 3, 3]],
        ['recognitions', [3]],
        ['drafts', [3, 7]],
        ['merges', [3]],
        ['imports', [3]],
      ] as const) {
        const rows = await catalog.selectFrom(table).select('galleryId').orderBy('id').execute();
        expect(
          rows.map(({ galleryId }) => galleryId),
          table,
        ).to.deep.equal(of);
      }
      expect(await catalog.selectFrom('faces').select('photoId').orderBy('id').execute()).to.have.length(3);
      expect(await catalog.selectFrom('recognizedFaces').selectAll().execute()).to.have.length(1);
      expect(await catalog.selectFrom('draftFaces').selectAll().execute()).to.have.length(1);
      expect(await catalog.selectFrom('sessions').select('userId').orderBy('idHash').execute()).to.deep.equal([
        { userId: null },
        { userId: 3 },
      ]);
    });

    it('links by columns what an equal name or time linked before', async () => {
      const photos = await catalog.selectFrom('photos').select(['imageName', 'verdictId']).orderBy('id').execute();
      expect(photos.map(({ imageName, verdictId }) => [imageName, verdictId])).to.deep.equal([
        ['uploaded', null],
        ['made', 5],
        ['of-eve', null],
      ]);
      const drafts = await catalog.selectFrom('drafts').select(['personId', 'nameKey']).orderBy('id').execute();
      expect(drafts).to.deep.equal([
        { personId: 1, nameKey: 'ada' },
        { personId: null, nameKey: 'nobody yet' },
      ]);
      const results = await catalog
        .selectFrom('importResults')
        .select(['outcome', 'draftId'])
        .orderBy('position')
        .execute();
      expect(results).to.deep.equal([
        { outcome: 'draft', draftId: 'd1' },
        { outcome: 'draft', draftId: null },
        { outcome: 'refused', draftId: null },
      ]);
      const covers = await catalog.selectFrom('people').select('coverPhotoId').orderBy('id').execute();
      expect(covers.map(({ coverPhotoId }) => coverPhotoId)).to.deep.equal([2, null, null]);
    });

    it('uses no id twice, not even a deleted person’s: undoing a merge needs it', async () => {
      const person = {
        galleryId: 3,
        name: 'New',
        nameKey: 'new',
        searchKey: 'NEW',
        handle: 'new',
        createdAt: 0,
        coverPhotoId: null,
        stays: 0,
      };
      const { id } = await catalog.insertInto('people').values(person).returning('id').executeTakeFirstOrThrow();
      expect(id).to.equal(10);
    });

    it('is whole: every link leads somewhere, and a user goes with everything', async () => {
      const check = async () => {
        const integrity = await sql`pragma integrity_check`.execute(catalog);
        const foreign = await sql`pragma foreign_key_check`.execute(catalog);
        return [integrity.rows, foreign.rows];
      };
      expect(await check()).to.deep.equal([[{ integrity_check: 'ok' }], []]);
      await catalog.deleteFrom('users').where('id', '=', 3).execute();
      expect(await check()).to.deep.equal([[{ integrity_check: 'ok' }], []]);
      for (const table of ['recognitions', 'merges', 'imports', 'importResults', 'verdicts'] as const)
        expect(await catalog.selectFrom(table).selectAll().execute(), table).to.deep.equal([]);
      expect(await catalog.selectFrom('people').select('handle').execute()).to.deep.equal([{ handle: 'ada-of-eve' }]);
    });
  });

  it('is unchanged when the update breaks off at any statement, and is updated by the next start', async () => {
    const before = await everything();
    const { up } = valueAt(migrations, LAST);
    const brokenOff = (after: number): Migration => ({
      up: (db) => {
        let left = after;
        const count = {
          transformQuery({ node }: { node: never }) {
            if (left-- === 0) throw new Error('broken off');
            return node;
          },
          transformResult: async ({ result }: { result: never }) => result,
        };
        return up(db.withPlugin(count as never));
      },
    });
    for (let after = 0; after < 200; after += 9) {
      const broken = await migrate({ ...UP_TO_LAST, [LAST]: brokenOff(after) }).catch((error: Error) => error);
      if (broken instanceof Kysely) {
        await broken.destroy();
        expect(after, 'statements of the whole update').to.be.above(60);
        break;
      }
      expect(broken.message).to.equal('broken off');
      expect(await everything(), `after ${after} statements`).to.equal(before);
    }
    catalog = await openCatalog(dataDir);
    expect(await catalog.selectFrom('galleries').select('id').execute()).to.have.length(2);
    await catalog.destroy();
  });
});
