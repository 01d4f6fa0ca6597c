import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../catalog/tables';
import { reassignDrafts } from '../enrolment/draft-rows';
import { reassignBelongings } from '../gallery/belongings';
import type { Person } from '../gallery/person-rows';

const id = z.int().positive();

/** Who a merged person was, and what was theirs: ids of rows. */
const snapshot = z.object({
  id,
  handle: z.string(),
  name: z.string(),
  createdAt: z.number(),
  coverPhotoId: id.nullable(),
  photos: z.array(id),
  verdicts: z.array(id),
  /** Earlier merges into this person. */
  merges: z.array(z.string()),
  drafts: z.array(z.string()),
});
export type Snapshot = z.infer<typeof snapshot>;

/** A snapshot as its row has it; undefined for one that is damaged, as a merge can't be undone by it. */
export function readSnapshot(text: string): Snapshot | undefined {
  try {
    return snapshot.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Gives all that is one person's to another. @returns what it was */
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
