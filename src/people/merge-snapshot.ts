import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../catalog/tables';
import { reassignDrafts } from '../enrolment/draft-rows';
import { reassignBelongings } from '../gallery/belongings';
import type { Person } from '../gallery/person-rows';

const id = z.int().positive();

/** A merged person as they were, and the ids of the rows that belonged to them. */
const snapshot = z.object({
  id,
  handle: z.string(),
  name: z.string(),
  createdAt: z.number(),
  coverPhotoId: id.nullable(),
  photos: z.array(id),
  verdicts: z.array(id),
  /** The ids of earlier merges into this person. */
  merges: z.array(z.string()),
  drafts: z.array(z.string()),
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
  const { photos, verdicts } = await reassignBelongings(trx, from.id, to.id);
  const merges = await trx
    .updateTable('merges')
    .set({ personId: to.id })
    .where('personId', '=', from.id)
    .returning('id')
    .execute();
  const drafts = await reassignDrafts(trx, from.id, to);
  return { ...from, photos, verdicts, merges: merges.map((each) => each.id), drafts };
}
