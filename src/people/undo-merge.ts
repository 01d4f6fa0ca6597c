import { sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { inTurns, Turns } from '../concurrency/turns';
import { assignDrafts } from '../enrolment/draft-rows';
import { tell } from '../events/happenings';
import { restoreBelongings } from '../gallery/belongings';
import { setStays, takePlace } from '../gallery/lasting-people';
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
import { giveMerges } from './merge-rows';
import { readSnapshot, type Snapshot } from './merge-snapshot';

/** What undoing a merge has done. */
export interface UndoneMerge {
  /** The person who is back. They have another name if somebody else took theirs meanwhile. */
  restored: Person;
  /** Their name before the merge. */
  formerName: string;
  /** How many photos they got back. */
  photos: number;
  /** The person they were merged into; undefined if no photo was left for them, so that they are gone. */
  kept: Person | undefined;
}

/**
 * Brings back a merged person with everything of theirs that still belongs to the other person.
 * @throws tooManyPeople if they stay without a photo, and too many do
 */
export async function undoMerge(
  trx: Transaction<Tables>,
  galleryId: number,
  snapshot: Snapshot,
  keptId: number,
): Promise<UndoneMerge> {
  const { id, handle, createdAt, coverPhotoId, stays, name: formerName } = snapshot;
  const name = await freeName(trx, galleryId, formerName);
  if (snapshot.hasKeptStay) await passOnStay(trx, keptId);
  if (stays === 1) await takePlace(trx, galleryId);
  await restorePerson(trx, galleryId, { id, handle, createdAt, stays, name });
  const photos = await restoreBelongings(trx, snapshot, keptId, id);
  if (coverPhotoId !== null && photos.includes(coverPhotoId)) await setCover(trx, id, coverPhotoId);
  await giveMerges(trx, snapshot.merges, keptId, id);
  await assignDrafts(trx, snapshot.drafts, { id, name });
  await forgetCover(trx, keptId, snapshot.keptCover);
  const restored = await requirePerson(trx, galleryId, handle);
  const { handle: person } = await requirePersonById(trx, galleryId, keptId);
  // Before the other one may be deleted: what was counted of the merged person is theirs again.
  await tell(trx, galleryId, { type: 'merge.undone', person, merged: handle, name });
  if (await deleteIfEmpty(trx, keptId)) return { restored, formerName, photos: photos.length, kept: undefined };
  await dropForeignCover(trx, keptId);
  const kept = await requirePersonById(trx, galleryId, keptId);
  // Unless they have chosen another one since, the app chooses again, as before the merge.
  if (snapshot.keptCover !== null && kept.coverPhotoId === snapshot.keptCover) await setCover(trx, keptId, null);
  return { restored, formerName, photos: photos.length, kept: await requirePersonById(trx, galleryId, keptId) };
}

/** Of somebody who was merged since, too, the app chooses the cover again once they are back. */
async function forgetCover(trx: Transaction<Tables>, personId: number, photoId: number | null): Promise<void> {
  if (photoId === null) return;
  const merges = await trx
    .selectFrom('merges')
    .select(['id', 'snapshot'])
    .where('personId', '=', personId)
    .where(sql<boolean>`instr(snapshot, ${`"coverPhotoId":${photoId},`}) > 0`)
    .execute();
  for await (const { id, snapshot: text } of inTurns(merges)) {
    const snapshot = readSnapshot(text);
    if (snapshot?.coverPhotoId !== photoId) continue;
    const changed = JSON.stringify({ ...snapshot, coverPhotoId: null });
    await trx.updateTable('merges').set({ snapshot: changed }).where('id', '=', id).execute();
  }
}

/** Has a person stay without a photo for the sake of another merge of somebody who does, or else no longer. */
async function passOnStay(trx: Transaction<Tables>, personId: number): Promise<void> {
  const other = await trx
    .selectFrom('merges')
    .select(['id', 'snapshot'])
    .where('personId', '=', personId)
    .where(sql<boolean>`instr(snapshot, '"stays":1,') > 0`)
    .limit(1)
    .executeTakeFirst();
  const snapshot = other && readSnapshot(other.snapshot);
  if (!snapshot) return setStays(trx, personId, 0);
  const changed = JSON.stringify({ ...snapshot, hasKeptStay: true });
  await trx.updateTable('merges').set({ snapshot: changed }).where('id', '=', other.id).execute();
}

/** Finds a free name: the name itself, or with a number if somebody else has it. */
async function freeName(trx: Transaction<Tables>, galleryId: number, name: string): Promise<string> {
  let free = name;
  const turns = new Turns();
  for (let number = 2; await findPerson(trx, galleryId, free); number++) {
    if (turns.isOver) await turns.next();
    free = numberedName(name, number);
  }
  return free;
}
