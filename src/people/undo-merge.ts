import type { Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { numberedName } from '../gallery/person-name';
import { findNamed, nameColumns, type Person, personOf, requirePerson } from '../gallery/person-rows';
import { deleteIfEmpty } from '../gallery/photo-rows';
import { restore, type Snapshot } from './merge-snapshot';

export interface UndoneMerge {
  /** Who is back. Their name is another one where it was taken meanwhile. */
  restored: Person;
  /** The name from before. */
  formerName: string;
  photos: number;
  /** The other one; undefined when they had no photo of their own any more, and so are gone. */
  kept: Person | undefined;
}

/** Brings a merged person back, with what is still with the other one. */
export async function separate(
  trx: Transaction<Tables>,
  userId: number,
  snapshot: Snapshot,
  keptId: number,
): Promise<UndoneMerge & { keptId: number }> {
  const { id, handle, createdAt, coverPhotoId, name: formerName } = snapshot;
  const name = await freeName(trx, userId, formerName);
  await trx
    .insertInto('people')
    .values({ id, userId, handle, createdAt, ...nameColumns(name) })
    .execute();
  const photos = await restore(trx, snapshot, keptId);
  if (coverPhotoId !== null && photos.includes(coverPhotoId))
    await trx.updateTable('people').set({ coverPhotoId }).where('id', '=', id).execute();
  for (const draft of snapshot.drafts) await trx.updateTable('drafts').set({ name }).where('id', '=', draft).execute();
  const keptIsGone = await deleteIfEmpty(trx, keptId);
  const kept = keptIsGone ? undefined : await dropForeignCover(trx, userId, keptId);
  return { restored: await requirePerson(trx, userId, handle), formerName, photos: photos.length, kept, keptId };
}

/** A photo that has gone to another person stands for this one no more. */
async function dropForeignCover(trx: Transaction<Tables>, userId: number, personId: number): Promise<Person> {
  await trx
    .updateTable('people')
    .set({ coverPhotoId: null })
    .where('id', '=', personId)
    .where(({ eb, selectFrom }) =>
      eb('coverPhotoId', 'not in', selectFrom('photos').select('photos.id').where('personId', '=', personId)),
    )
    .execute();
  return personOf(trx, userId, personId);
}

/** The name, or with a number where somebody else has it. */
async function freeName(trx: Transaction<Tables>, userId: number, name: string): Promise<string> {
  let free = name;
  for (let number = 2; await findNamed(trx, userId, free); number++) free = numberedName(name, number);
  return free;
}
