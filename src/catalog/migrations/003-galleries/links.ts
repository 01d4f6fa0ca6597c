import { type Kysely, sql } from 'kysely';
import { NEW } from './tables';

// Until now some rows were found again by an equal name or an equal moment. This is the last time: from here on a column links them.

/** The names' key as it is at this release. A migration keeps its own: the app's may change. */
const keyOf = (name: string) => name.normalize('NFKC').toLowerCase().normalize('NFC');

interface Draft {
  id: string;
  galleryId: number;
  name: string;
}

/** Drafts know their person, where there is one of that name. */
export async function linkDrafts(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Draft>`select id, "userId" as "galleryId", name from drafts`.execute(db);
  for (const { id, galleryId, name } of rows) {
    const key = keyOf(name);
    await sql`insert into ${sql.table(`${NEW}drafts`)}
      (id, "galleryId", "personId", name, "nameKey", "fileName", path, width, height, "sourceHash", "pictureHash", "createdAt")
      select id, "userId", (select people.id from people where people."userId" = ${galleryId} and people."nameKey" = ${key}),
        name, ${key}, "fileName", path, width, height, "sourceHash", "pictureHash", "createdAt" from drafts where id = ${id}`.execute(
      db,
    );
  }
}

/** A file of an import knows the draft that it became: the one of its name for that person. */
export async function linkImportResults(db: Kysely<unknown>): Promise<void> {
  const results = sql.table(`${NEW}importResults`);
  await sql`insert into ${results} ("importId", position, file, person, outcome, message)
    select "importId", position, file, person, case outcome when 'asks' then 'draft' else outcome end, message
    from "importResults"`.execute(db);
  const { rows } = await sql<
    Draft & { fileName: string }
  >`select id, "userId" as "galleryId", name, "fileName" from drafts
    order by "createdAt", id`.execute(db);
  for (const { id, galleryId, name, fileName } of rows) {
    const found = await sql<{
      importId: string;
      position: number;
      person: string | null;
    }>`select "importId", position, person
      from ${results} where outcome = 'draft' and file = ${fileName} and "draftId" is null
      and "importId" in (select id from imports where "userId" = ${galleryId})`.execute(db);
    for (const { importId, position, person } of found.rows) {
      if (keyOf(person ?? '') !== keyOf(name)) continue;
      await sql`update ${results} set "draftId" = ${id} where "importId" = ${importId} and position = ${position}`.execute(
        db,
      );
    }
  }
}

/** A photo that a correction made has its verdict's moment, and no uploaded file. */
export async function linkPhotosToVerdicts(db: Kysely<unknown>): Promise<void> {
  const photos = sql.table(`${NEW}photos`);
  await sql`update ${photos} set "verdictId" = (
      select max(verdicts.id) from verdicts where verdicts."personId" = ${sql.ref(`${NEW}photos.personId`)}
      and verdicts."isPerson" = 1 and verdicts."createdAt" = ${sql.ref(`${NEW}photos.createdAt`)})
    where "sourceHash" is null`.execute(db);
}
