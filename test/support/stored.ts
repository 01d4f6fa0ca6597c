import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'chai';
import { filesBelow } from './files';

/** What a data folder's catalogue has, as its users would see it, in an order that doesn't change. */
export interface Stored {
  /** The photos of each person, by name: the SHA-256 of the uploaded files. */
  people: Record<string, string[]>;
  results: string[];
  drafts: string[];
  imports: Array<{ id: string; state: string }>;
}

function inCatalog<Result>(dataDir: string, read: (rows: (sql: string) => Array<Record<string, string>>) => Result): Result {
  const catalog = new DatabaseSync(path.join(dataDir, 'catalog.sqlite'), { readOnly: true, timeout: 5000 });
  try {
    return read((sql) => catalog.prepare(sql).all() as Array<Record<string, string>>);
  } finally {
    catalog.close();
  }
}

export function storedIn(dataDir: string): Stored {
  return inCatalog(dataDir, (rows) => ({
    people: Object.fromEntries(
      rows(
        'select name, group_concat(sourceHash) as photos from (select * from photos order by sourceHash) join people on people.id = personId group by name',
      ).map(({ name, photos }) => [name, photos.split(',')]),
    ),
    results: rows('select id from recognitions order by id').map(({ id }) => id),
    drafts: rows('select id from drafts order by id').map(({ id }) => id),
    imports: rows('select id, state from imports order by id').map(({ id, state }) => ({ id, state })),
  }));
}

/** Of one user, by the name they signed in with. */
export function storedOf(dataDir: string, user: string): { people: string[]; results: string[] } {
  const own = (table: string) => `from ${table} join users on users.id = userId where displayName = '${user}'`;
  return inCatalog(dataDir, (rows) => ({
    people: rows(`select name ${own('people')}`).map(({ name }) => name),
    results: rows(`select recognitions.id ${own('recognitions')}`).map(({ id }) => id),
  }));
}

const CLAIMED = [
  `select 'uploads/' || path as file from photos`,
  `select 'recognitions/' || path from recognitions`,
  `select 'drafts/' || path from drafts`,
  `select 'imports/' || path from imports where state != 'done'`,
].join(' union all ');
const OWN = ['app-secret', 'catalog.sqlite', 'catalog.sqlite-shm', 'catalog.sqlite-wal', 'lock.sqlite'];
const NOTHING_HALF = {
  'photos without a face': 'select photos.id from photos left join faces on faces.photoId = photos.id where faces.id is null',
  'photos set aside': 'select id from photos where quarantined is not null',
  'people without a photo': 'select people.id from people left join photos on photos.personId = people.id where photos.id is null',
  'results without a face': 'select id from recognitions left join recognizedFaces on recognitionId = id where recognitionId is null',
  'drafts without a face': 'select id from drafts left join draftFaces on draftId = id where draftId is null',
};

/** Holds that a data folder is whole: the catalogue is sound, each file is a row's and each row has its file, and nothing is half there. */
export function expectWhole(dataDir: string): void {
  const claimed = inCatalog(dataDir, (rows) => {
    expect(rows('pragma integrity_check')).to.deep.equal([{ integrity_check: 'ok' }]);
    expect(rows('pragma foreign_key_check'), 'rows whose owner is gone').to.deep.equal([]);
    for (const [what, sql] of Object.entries(NOTHING_HALF)) expect(rows(sql), what).to.deep.equal([]);
    return rows(CLAIMED).map(({ file }) => file);
  });
  const files = filesBelow(dataDir).filter((file) => !OWN.includes(file));
  expect(files, 'the files').to.deep.equal(claimed.sort());
  expect(readdirSync(path.join(dataDir, 'incoming'))).to.deep.equal([]);
}
