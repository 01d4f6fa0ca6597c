import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../catalog/tables';
import { reassignDrafts } from '../enrolment/draft-rows';
import { reassignBelongings } from '../gallery/belongings';
import { setStays } from '../gallery/lasting-people';
import { type Person, setCover } from '../gallery/person-rows';
import { reassignMerges } from './merge-rows';
import { portraitsOf } from './portraits';

const id = z.int().positive();

/** A merged person as they were, and the ids of the rows that belonged to them. */
const snapshot = z.object({
  id,
  handle: z.string(),
  name: z.string(),
  createdAt: z.number(),
  coverPhotoId: id.nullable(),
  /** 1 if they stay when they have no photo. */
  stays: z.int().min(0).max(1).default(0),
  photos: z.array(id),
  verdicts: z.array(id),
  /** The ids of earlier merges into this person. */
  merges: z.array(z.string()),
  drafts: z.array(z.string()),
  /** The cover that the merge chose for the other person, who had chosen none; null if they had. */
  keptCover: id.nullable().default(null),
  /** Whether it is this merge that has the other person stay when they have no photo. */
  hasKeptStay: z.boolean().default(false),
});
export type Snapshot = z.infer<typeof snapshot>;

/** Reads a merge's snapshot from its row (JSON). @returns undefined for a damaged one, with which no merge can be undone */
export function readSnapshot(text: string): Snapshot | undefined {
  try {
    return snapshot.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Moves everything that belongs to one person to another person. @returns what it takes to undo that */
export async function reassign(trx: Transaction<Tables>, from: Person, to: Person): Promise<Snapshot> {
  const keptCover = await keepCover(trx, to);
  const { photos, verdicts } = await reassignBelongings(trx, from.id, to.id);
  const merges = await reassignMerges(trx, from.id, to.id);
  const drafts = await reassignDrafts(trx, from.id, to);
  const hasKeptStay = from.stays === 1 && to.stays === 0;
  if (hasKeptStay) await setStays(trx, to.id, 1);
  return { ...from, photos, verdicts, merges, drafts, keptCover, hasKeptStay };
}

/** Makes a person's present cover their chosen one, so that no better photo of somebody else replaces it. @returns its id if it wasn't */
async function keepCover(trx: Transaction<Tables>, { id: personId, coverPhotoId }: Person): Promise<number | null> {
  if (coverPhotoId !== null) return null;
  const portrait = (await portraitsOf(trx, [personId])).get(personId);
  if (!portrait) return null;
  const { id: photoId } = await trx
    .selectFrom('photos')
    .select('id')
    .where('imageName', '=', portrait.cover)
    .executeTakeFirstOrThrow();
  await setCover(trx, personId, photoId);
  return photoId;
}
