import { type Kysely, sql } from 'kysely';
import { NEW } from './tables';

// So far, equal names or times linked some rows. This finds them for the last time and links them by a column.

/** The name key as of this release. A migration needs its own copy, as the app's may change. */
const keyOf = (name: string) => name.normalize('NFKC').toLowerCase().normalize('NFC');

interface Draft {
  id: string;
  galleryId: number;
  name: string;
}

/** Links drafts to the person of their name, if there is one. */
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

/** Links the files of an import to the drafts that they became: those with the same file name and person. */
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

/** Links photos that came from a correction to its verdict: they have the verdict's time and no uploaded file. */
export async function linkPhotosToVerdicts(db: Kysely<unknown>): Promise<void> {
  const photos = sql.table(`${NEW}photos`);
  await sql`update ${photos} set "verdictId" = (
      select max(verdicts.id) from verdicts where verdicts."personId" = ${sql.ref(`${NEW}photos.personId`)}
      and verdicts."isPerson" = 1 and verdicts."createdAt" = ${sql.ref(`${NEW}photos.createdAt`)})
    where "sourceHash" is null`.execute(db);
}
