import type { CreateTableBuilder, Kysely } from 'kysely';

/** The prefix of the new tables until everything has been copied from the old ones. */
export const NEW = 'new_';

type Builder = CreateTableBuilder<string, string>;

const id = (table: string) => `${NEW}${table}.id` as const;

/** Starts a new table with an integer key that is never used twice. */
const numbered = (db: Kysely<unknown>, name: string): Builder =>
  db.schema.createTable(NEW + name).addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement());

/** Starts a new table with a random key that is safe in addresses. */
const addressed = (db: Kysely<unknown>, name: string): Builder =>
  db.schema.createTable(NEW + name).addColumn('id', 'text', (column) => column.primaryKey());

/** Adds columns that can't be null. */
function having(table: Builder, type: 'text' | 'integer' | 'bigint' | 'real' | 'blob', ...columns: string[]): Builder {
  return columns.reduce((built, name) => built.addColumn(name, type, (column) => column.notNull()), table);
}

/** Adds columns that may be null. */
function perhaps(table: Builder, type: 'text' | 'integer' | 'real', ...columns: string[]): Builder {
  return columns.reduce((built, name) => built.addColumn(name, type), table);
}

/** Adds a link to a parent row: deleting that deletes this row. */
const below = (table: Builder, column: string, parent: string, type: 'integer' | 'text' = 'integer'): Builder =>
  table.addColumn(column, type, (each) => each.notNull().references(id(parent)).onDelete('cascade'));

/** Adds a link to a row: deleting that sets this column to null. */
const linked = (table: Builder, column: string, target: string, type: 'integer' | 'text' = 'integer'): Builder =>
  table.addColumn(column, type, (each) => each.references(id(target)).onDelete('set null'));

const place = (table: Builder) => having(table, 'real', 'left', 'top', 'width', 'height');

const face = (table: Builder) =>
  having(perhaps(having(place(table), 'real', 'score'), 'real', 'sharpness', 'turn', 'quality'), 'blob', 'descriptor');

async function createUsers(db: Kysely<unknown>): Promise<void> {
  await having(having(numbered(db, 'users'), 'text', 'issuer', 'subject', 'displayName'), 'bigint', 'createdAt')
    .addUniqueConstraint('usersIssuerSubject', ['issuer', 'subject'])
    .execute();
  const sessions = db.schema
    .createTable(`${NEW}sessions`)
    .addColumn('idHash', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'integer', (column) => column.references(id('users')).onDelete('cascade'));
  await having(having(sessions, 'text', 'data'), 'bigint', 'expiresAt').execute();
}

async function createGalleries(db: Kysely<unknown>): Promise<void> {
  const galleries = below(having(numbered(db, 'galleries'), 'text', 'handle', 'name'), 'ownerId', 'users');
  await having(
    perhaps(perhaps(having(galleries, 'text', 'folder'), 'real', 'strictness'), 'integer', 'retention'),
    'bigint',
    'createdAt',
  )
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint('galleriesHandle', ['handle'])
    .addUniqueConstraint('galleriesFolder', ['folder'])
    .execute();
  // Without a foreign key to people, as the change can be that the person was deleted.
  await having(
    below(db.schema.createTable(`${NEW}galleryChanges`), 'galleryId', 'galleries'),
    'integer',
    'personId',
    'version',
  )
    .addPrimaryKeyConstraint('galleryChangesKey', ['galleryId', 'personId'])
    .execute();
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  const people = having(
    below(numbered(db, 'people'), 'galleryId', 'galleries'),
    'text',
    'name',
    'nameKey',
    'searchKey',
    'handle',
  );
  await having(people, 'bigint', 'createdAt')
    .addUniqueConstraint('peopleNameKey', ['galleryId', 'nameKey'])
    .addUniqueConstraint('peopleHandle', ['handle'])
    .execute();
  const verdicts = below(below(numbered(db, 'verdicts'), 'galleryId', 'galleries'), 'personId', 'people');
  await having(
    having(place(perhaps(having(verdicts, 'integer', 'isPerson'), 'text', 'pictureHash')), 'blob', 'descriptor'),
    'bigint',
    'createdAt',
  ).execute();
  const photos = below(below(numbered(db, 'photos'), 'galleryId', 'galleries'), 'personId', 'people');
  const known = having(
    having(having(photos, 'text', 'imageName', 'path'), 'integer', 'width', 'height'),
    'bigint',
    'createdAt',
  );
  await linked(perhaps(known, 'text', 'quarantined', 'sourceHash', 'pictureHash'), 'verdictId', 'verdicts')
    .addUniqueConstraint('photosImageName', ['imageName'])
    .addUniqueConstraint('photosPath', ['path'])
    .execute();
  await db.schema
    .alterTable(`${NEW}people`)
    .addColumn('coverPhotoId', 'integer', (column) => column.references(id('photos')).onDelete('set null'))
    .execute();
  await face(below(numbered(db, 'faces'), 'photoId', 'photos')).execute();
}

async function createPictures(db: Kysely<unknown>): Promise<void> {
  const picture = (table: Builder) =>
    having(
      having(having(table, 'text', 'path'), 'integer', 'width', 'height'),
      'bigint',
      'createdAt',
    ).addUniqueConstraint('path', ['path']);
  const recognitions = picture(below(addressed(db, 'recognitions'), 'galleryId', 'galleries'));
  await perhaps(having(recognitions, 'bigint', 'expiresAt'), 'text', 'pictureHash', 'originId')
    .addUniqueConstraint('recognitionsOrigin', ['galleryId', 'originId'])
    .execute();
  const drafts = linked(picture(below(addressed(db, 'drafts'), 'galleryId', 'galleries')), 'personId', 'people');
  await having(drafts, 'text', 'name', 'nameKey', 'fileName', 'sourceHash', 'pictureHash').execute();
  for (const [table, key, parent] of [
    ['recognizedFaces', 'recognitionId', 'recognitions'],
    ['draftFaces', 'draftId', 'drafts'],
  ] as const) {
    const faces = below(db.schema.createTable(NEW + table), key, parent, 'text');
    await face(having(faces, 'integer', 'position'))
      .addPrimaryKeyConstraint(`${table}Key`, [key, 'position'])
      .execute();
  }
}

async function createMergesAndImports(db: Kysely<unknown>): Promise<void> {
  const merges = below(below(addressed(db, 'merges'), 'galleryId', 'galleries'), 'personId', 'people');
  await having(having(merges, 'text', 'mergedName', 'snapshot'), 'bigint', 'createdAt').execute();
  const imports = having(
    below(addressed(db, 'imports'), 'galleryId', 'galleries'),
    'text',
    'fileName',
    'path',
    'state',
  );
  await having(having(perhaps(imports, 'text', 'message'), 'integer', 'total'), 'bigint', 'createdAt')
    .addUniqueConstraint('path', ['path'])
    .execute();
  const results = having(
    below(db.schema.createTable(`${NEW}importResults`), 'importId', 'imports', 'text'),
    'integer',
    'position',
  );
  await linked(
    perhaps(having(results, 'text', 'file', 'outcome', 'message'), 'text', 'person'),
    'draftId',
    'drafts',
    'text',
  )
    .addPrimaryKeyConstraint('importResultsKey', ['importId', 'position'])
    .execute();
}

/** Creates all new tables, empty and without indexes. */
export async function createTables(db: Kysely<unknown>): Promise<void> {
  await createUsers(db);
  await createGalleries(db);
  await createPeople(db);
  await createPictures(db);
  await createMergesAndImports(db);
}

/** Creates all indexes. Every foreign key has one, as a delete would otherwise read the whole child table. */
export async function createIndexes(db: Kysely<unknown>): Promise<void> {
  const indexes: ReadonlyArray<readonly [name: string, table: string, columns: readonly string[]]> = [
    ['sessionsByUser', 'sessions', ['userId']],
    ['galleriesByOwner', 'galleries', ['ownerId']],
    ['galleryChangesByVersion', 'galleryChanges', ['galleryId', 'version']],
    ['peopleBySearchKey', 'people', ['galleryId', 'searchKey', 'id']],
    ['peopleByCover', 'people', ['coverPhotoId']],
    ['photosByGallery', 'photos', ['galleryId', 'createdAt']],
    // Covers what a list of people reads of photos: sorting ten thousand people takes 25 ms instead of 80.
    ['photosByPerson', 'photos', ['personId', 'quarantined', 'createdAt']],
    ['photosBySource', 'photos', ['galleryId', 'sourceHash']],
    ['photosByVerdict', 'photos', ['verdictId']],
    ['facesByPhoto', 'faces', ['photoId']],
    ['verdictsByGallery', 'verdicts', ['galleryId']],
    ['verdictsByPerson', 'verdicts', ['personId']],
    ['recognitionsByGallery', 'recognitions', ['galleryId', 'createdAt']],
    ['draftsByGallery', 'drafts', ['galleryId', 'createdAt']],
    ['draftsByPerson', 'drafts', ['personId']],
    ['mergesByGallery', 'merges', ['galleryId']],
    ['mergesByPerson', 'merges', ['personId']],
    ['importsByGallery', 'imports', ['galleryId', 'createdAt']],
    ['importResultsByDraft', 'importResults', ['draftId']],
  ];
  for (const [name, table, columns] of indexes)
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
}
