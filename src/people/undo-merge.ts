import type { Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { assignDrafts } from '../enrolment/draft-rows';
import { restoreBelongings } from '../gallery/belongings';
import { numberedName } from '../gallery/person-name';
import {
  deleteIfEmpty,
  dropForeignCover,
  findPerson,
  type Person,
  requirePerson,
  requirePersonById,
  restorePerson,
  setCover,
} from '../gallery/person-rows';
import type { Snapshot } from './merge-snapshot';

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
export async function undoMerge(
  trx: Transaction<Tables>,
  galleryId: number,
  snapshot: Snapshot,
  keptId: number,
): Promise<UndoneMerge> {
  const { id, handle, createdAt, coverPhotoId, name: formerName } = snapshot;
  const name = await freeName(trx, galleryId, formerName);
  await restorePerson(trx, galleryId, { id, handle, createdAt, name });
  const photos = await restoreBelongings(trx, snapshot, keptId, id);
  if (coverPhotoId !== null && photos.includes(coverPhotoId)) await setCover(trx, id, coverPhotoId);
  for (const merge of snapshot.merges)
    await trx
      .updateTable('merges')
      .set({ personId: id })
      .where('id', '=', merge)
      .where('personId', '=', keptId)
      .execute();
  await assignDrafts(trx, snapshot.drafts, { id, name });
  const restored = await requirePerson(trx, galleryId, handle);
  if (await deleteIfEmpty(trx, keptId)) return { restored, formerName, photos: photos.length, kept: undefined };
  await dropForeignCover(trx, keptId);
  return { restored, formerName, photos: photos.length, kept: await requirePersonById(trx, galleryId, keptId) };
}

/** The name, or with a number where somebody else has it. */
async function freeName(trx: Transaction<Tables>, galleryId: number, name: string): Promise<string> {
  let free = name;
  for (let number = 2; await findPerson(trx, galleryId, free); number++) free = numberedName(name, number);
  return free;
}
