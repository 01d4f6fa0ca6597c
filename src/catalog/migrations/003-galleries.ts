import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { linkDrafts, linkImportResults, linkPhotosToVerdicts } from './003-galleries/links';
import { createIndexes, createTables, NEW } from './003-galleries/tables';

/** Each table comes before those that it refers to, so that dropping one deletes no rows of another. */
const CHILDREN_FIRST = [
  ...['importResults', 'imports', 'merges', 'draftFaces', 'drafts', 'recognizedFaces', 'recognitions'],
  ...['verdicts', 'faces', 'photos', 'people', 'sessions', 'users'],
];

/** Tables whose ids are never used twice: undoing a merge gives a person their old id. */
const NUMBERED = ['users', 'people', 'photos', 'faces', 'verdicts'];

const FACE = ['left', 'top', 'width', 'height', 'score', 'sharpness', 'turn', 'quality', 'descriptor'];
const PICTURE = ['path', 'width', 'height', 'createdAt'];

/** The columns that stay as they are. What belonged to a user now belongs to the gallery with the user's id. */
const COPIED: ReadonlyArray<readonly [table: string, columns: readonly string[]]> = [
  ['people', ['id', 'galleryId', 'name', 'nameKey', 'searchKey', 'createdAt', 'handle']],
  ['photos', ['id', 'galleryId', 'personId', 'imageName', ...PICTURE, 'quarantined', 'sourceHash', 'pictureHash']],
  ['faces', ['id', 'photoId', ...FACE]],
  [
    'verdicts',
    ['id', 'galleryId', 'personId', 'isPerson', 'pictureHash', ...FACE.slice(0, 4), 'descriptor', 'createdAt'],
  ],
  ['recognitions', ['id', 'galleryId', ...PICTURE, 'expiresAt', 'pictureHash']],
  ['recognizedFaces', ['recognitionId', 'position', ...FACE]],
  ['merges', ['id', 'galleryId', 'personId', 'mergedName', 'snapshot', 'createdAt']],
  ['imports', ['id', 'galleryId', 'fileName', 'path', 'state', 'message', 'total', 'createdAt']],
];

async function copy(db: Kysely<unknown>, table: string, columns: readonly string[]): Promise<void> {
  const to = sql.join(columns.map((column) => sql.ref(column)));
  const from = sql.join(columns.map((column) => sql.ref(column === 'galleryId' ? 'userId' : column)));
  await sql`insert into ${sql.table(NEW + table)} (${to}) select ${from} from ${sql.table(table)}`.execute(db);
}

/** Gives each user a personal gallery, which takes over the user's folder and settings. */
async function copyUsers(db: Kysely<unknown>): Promise<void> {
  await copy(db, 'users', ['id', 'issuer', 'subject', 'displayName', 'createdAt']);
  await copy(db, 'sessions', ['idHash', 'userId', 'data', 'expiresAt']);
  const { rows } = await sql<{ id: number }>`select id from users`.execute(db);
  for (const { id } of rows) {
    const handle = randomBytes(10).toString('hex');
    await sql`insert into ${sql.table(`${NEW}galleries`)}
      (id, handle, name, "ownerId", folder, strictness, retention, version, "createdAt")
      select id, ${handle}, 'Personal', id, folder, "matchSure", "keepHours", 0, "createdAt"
      from users where id = ${id}`.execute(db);
  }
}

async function keepNumbers(db: Kysely<unknown>): Promise<void> {
  for (const table of NUMBERED) {
    await sql`delete from sqlite_sequence where name = ${NEW + table}`.execute(db);
    await sql`insert into sqlite_sequence (name, seq) select ${NEW + table}, seq from sqlite_sequence
      where name = ${table}`.execute(db);
  }
}

/**
 * Puts a gallery between users and their people, and adds a column wherever rows were linked by an equal name or time.
 * SQLite can't change the foreign keys of a table, so this creates each table anew beside the old one, fills it and renames
 * it. All in one transaction, so a crash leaves everything as it was.
 */
export async function addGalleries(db: Kysely<unknown>): Promise<void> {
  await createTables(db);
  await copyUsers(db);
  for (const [table, columns] of COPIED) await copy(db, table, columns);
  await sql`update ${sql.table(`${NEW}people`)} set "coverPhotoId" =
    (select people."coverPhotoId" from people where people.id = ${sql.ref(`${NEW}people.id`)})`.execute(db);
  await linkPhotosToVerdicts(db);
  await linkDrafts(db);
  await copy(db, 'draftFaces', ['draftId', 'position', ...FACE]);
  await linkImportResults(db);
  await keepNumbers(db);
  for (const table of CHILDREN_FIRST) await db.schema.dropTable(table).execute();
  for (const table of [...CHILDREN_FIRST, 'galleries', 'galleryChanges'])
    await db.schema
      .alterTable(NEW + table)
      .renameTo(table)
      .execute();
  await createIndexes(db);
}
