import type { CreateTableBuilder, Kysely } from 'kysely';

const owner = (table: string) => `${table}.id` as const;

function withFace<Name extends string, Columns extends string>(table: CreateTableBuilder<Name, Columns>) {
  return table
    .addColumn('left', 'real', (column) => column.notNull())
    .addColumn('top', 'real', (column) => column.notNull())
    .addColumn('width', 'real', (column) => column.notNull())
    .addColumn('height', 'real', (column) => column.notNull())
    .addColumn('score', 'real', (column) => column.notNull())
    .addColumn('descriptor', 'blob', (column) => column.notNull());
}

export async function createEverything(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('displayName', 'text', (column) => column.notNull())
    .addColumn('folder', 'text', (column) => column.notNull().unique())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('usersIssuerSubject', ['issuer', 'subject'])
    .execute();
  await db.schema
    .createTable('sessions')
    .addColumn('idHash', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'integer', (column) => column.references(owner('users')).onDelete('cascade'))
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('people')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('userId', 'integer', (column) => column.notNull().references(owner('users')).onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('nameKey', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('peopleUserNameKey', ['userId', 'nameKey'])
    .execute();
  await db.schema
    .createTable('photos')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('userId', 'integer', (column) => column.notNull().references(owner('users')).onDelete('cascade'))
    .addColumn('personId', 'integer', (column) => column.notNull().references(owner('people')).onDelete('cascade'))
    .addColumn('imageName', 'text', (column) => column.notNull().unique())
    .addColumn('path', 'text', (column) => column.notNull().unique())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('quarantined', 'text')
    .execute();
  await withFace(
    db.schema
      .createTable('faces')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('photoId', 'integer', (column) => column.notNull().references(owner('photos')).onDelete('cascade')),
  ).execute();
  await db.schema
    .createTable('recognitions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'integer', (column) => column.notNull().references(owner('users')).onDelete('cascade'))
    .addColumn('path', 'text', (column) => column.notNull().unique())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .addColumn('expiresAt', 'bigint', (column) => column.notNull())
    .execute();
  await withFace(
    db.schema
      .createTable('recognizedFaces')
      .addColumn('recognitionId', 'text', (column) =>
        column.notNull().references(owner('recognitions')).onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull()),
  )
    .addPrimaryKeyConstraint('recognizedFacesKey', ['recognitionId', 'position'])
    .execute();

  // Every foreign key has an index: without one, a delete reads the whole child table.
  await db.schema.createIndex('sessionsByUser').on('sessions').column('userId').execute();
  await db.schema.createIndex('photosByUser').on('photos').columns(['userId', 'createdAt']).execute();
  await db.schema.createIndex('photosByPerson').on('photos').column('personId').execute();
  await db.schema.createIndex('facesByPhoto').on('faces').column('photoId').execute();
  await db.schema.createIndex('recognitionsByUser').on('recognitions').columns(['userId', 'createdAt']).execute();
}
