import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { filesBelow } from './files';

/** What a data folder's catalog has, as users see it, in a fixed order. */
export interface Stored {
  /** The photos of each person, by name: the SHA-256 of the uploaded files. */
  people: Record<string, string[]>;
  results: string[];
  drafts: string[];
  imports: Array<{ id: string; state: string }>;
}

const READER = `
  const { DatabaseSync } = require('@photostructure/sqlite');
  const catalog = new DatabaseSync(process.argv[1], { readOnly: true, timeout: 5000 });
  console.log(JSON.stringify(process.argv.slice(2).map((sql) => catalog.prepare(sql).all())));
`;

/**
 * Asks a catalog. A process of its own does: one that stays has the file open after `close` until its statements are collected, and as long
 * as anybody has it open, the next start of the app does not read the log anew, as it does after a crash.
 */
function ask<Answers>(dataDir: string, ...queries: string[]): Answers {
  return JSON.parse(
    execFileSync(process.execPath, ['-e', READER, path.join(dataDir, 'catalog.sqlite'), ...queries], {
      encoding: 'utf8',
      cwd: __dirname,
    }),
  );
}

const PEOPLE =
  'select name, group_concat(sourceHash) as photos from (select * from photos order by sourceHash) join people on people.id = personId group by name';

export function storedIn(dataDir: string): Stored {
  const idsOf = (table: string) => `select id from ${table} order by id`;
  const [people, results, drafts, imports] = ask<
    [Array<{ name: string; photos: string }>, Array<{ id: string }>, Array<{ id: string }>, Stored['imports']]
  >(dataDir, PEOPLE, idsOf('recognitions'), idsOf('drafts'), 'select id, state from imports order by id');
  return {
    people: Object.fromEntries(people.map(({ name, photos }) => [name, photos.split(',')])),
    results: results.map(({ id }) => id),
    drafts: drafts.map(({ id }) => id),
    imports,
  };
}

/** People and results by the name that each user signed in with. */
export function storedByUser(dataDir: string): (user: string) => { people: string[]; results: string[] } {
  const own = (column: string, table: string) =>
    `select ${table}.${column} as it, displayName from ${table} join galleries on galleries.id = galleryId join users on users.id = ownerId`;
  type Owned = Array<{ it: string; displayName: string }>;
  const [people, results] = ask<[Owned, Owned]>(dataDir, own('name', 'people'), own('id', 'recognitions'));
  const of = (rows: Owned, user: string) => rows.filter(({ displayName }) => displayName === user).map(({ it }) => it);
  return (user) => ({ people: of(people, user), results: of(results, user) });
}

const CLAIMED = [
  `select 'uploads/' || path as file from photos`,
  `select 'recognitions/' || path from recognitions`,
  `select 'drafts/' || path from drafts`,
  `select 'imports/' || path from imports where state != 'done'`,
].join(' union all ');
/** Rows whose file is missing, and files without a row, of a data folder. */
export function outOfStep(dataDir: string): { missing: string[]; stray: string[] } {
  const [claims] = ask<[Array<{ file: string }>]>(dataDir, CLAIMED);
  const claimed = claims.map(({ file }) => file);
  const files = filesBelow(dataDir).filter((file) => !OWN.includes(file) && !file.startsWith('incoming'));
  return {
    missing: claimed.filter((file) => !files.includes(file)),
    stray: files.filter((file) => !claimed.includes(file) && !file.endsWith('.plan')),
  };
}

/** Which process has a lease, by its number. */
export function holderOf(dataDir: string, lease: string): number | undefined {
  const [rows] = ask<[Array<{ name: string; owner: string; until: number }>]>(
    dataDir,
    'select name, owner, until from leases where until > 0',
  );
  const held = rows.find(({ name }) => name.startsWith(lease));
  return held && Number(held.owner.split('-')[1]);
}

const OWN = ['app-secret', 'catalog.sqlite', 'catalog.sqlite-shm', 'catalog.sqlite-wal', 'lock.sqlite'];
const NOTHING_HALF = {
  'photos without a face':
    'select photos.id from photos left join faces on faces.photoId = photos.id where faces.id is null',
  'quarantined photos': 'select id from photos where quarantined is not null',
  'people without a photo who don’t stay':
    'select people.id from people left join photos on photos.personId = people.id where photos.id is null and people.stays = 0',
  'results without a face':
    'select id from recognitions left join recognizedFaces on recognitionId = id where recognitionId is null',
  'drafts without a face': 'select id from drafts left join draftFaces on draftId = id where draftId is null',
  'photos with several faces': 'select photoId from faces group by photoId having count(*) > 1',
  'faces without a whole descriptor': 'select id from faces where length(descriptor) != 128 * 4',
  'photos of somebody else’s people':
    'select photos.id from photos join people on people.id = personId where photos.galleryId != people.galleryId',
  'photos of another person’s verdict':
    'select photos.id from photos join verdicts on verdicts.id = verdictId where photos.personId != verdicts.personId',
  'covers that are another person’s':
    'select people.id from people join photos on photos.id = coverPhotoId where photos.personId != people.id',
  'users without a gallery':
    'select users.id from users left join galleries on ownerId = users.id where ownerId is null',
  'changes of a version to come':
    'select personId from galleryChanges join galleries on id = galleryId where galleryChanges.version > galleries.version',
  'people whose coming nobody hears of':
    'select id from people left join galleryChanges on galleryChanges.personId = people.id where galleryChanges.version is null',
};

/** Expects that a data folder is whole: the catalog is sound, files and rows match, and nothing is half done. */
export function expectWhole(dataDir: string): void {
  const [integrity, foreign, claims, ...halves] = ask<[unknown, unknown, Array<{ file: string }>, ...unknown[]]>(
    dataDir,
    'pragma integrity_check',
    'pragma foreign_key_check',
    CLAIMED,
    ...Object.values(NOTHING_HALF),
  );
  expect(integrity).to.deep.equal([{ integrity_check: 'ok' }]);
  expect(foreign, 'rows whose owner is gone').to.deep.equal([]);
  for (const [i, what] of Object.keys(NOTHING_HALF).entries()) expect(halves[i], what).to.deep.equal([]);
  const claimed = claims.map(({ file }) => file);
  const files = filesBelow(dataDir).filter((file) => !OWN.includes(file));
  expect(files, 'the files').to.deep.equal(claimed.sort());
  expect(readdirSync(path.join(dataDir, 'incoming'))).to.deep.equal([]);
}

/** How many rows a table of a data folder's catalog has. */
export function countIn(dataDir: string, table: string): number {
  const [[row]] = ask<[[{ count: number }]]>(dataDir, `select count(*) as count from "${table}"`);
  return row.count;
}
