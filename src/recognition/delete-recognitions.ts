import { type SelectQueryBuilder, sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { Turns } from '../concurrency/turns';
import type { PhotoStore } from '../storage/photo-store';

type Query = SelectQueryBuilder<Tables, 'recognitions', Record<never, never>>;

/** How many recognitions, and how many of their faces, are deleted by one statement: some ten milliseconds. */
const MAX_RECOGNITIONS = 100;
const MAX_FACES = 1000;

const FACES = sql<number>`(select count(*) from "recognizedFaces" where "recognitionId" = "recognitions"."id")`;

interface Some {
  id: string;
  path: string;
  faces: number;
}

/** The first of them, as long as they don't have too many faces together. At least one. */
function fewOf(found: readonly Some[]): Some[] {
  let faces = 0;
  return found.filter((each, i) => {
    faces += each.faces;
    return i === 0 || faces <= MAX_FACES;
  });
}

/**
 * Deletes recognitions with their faces and photos, a few at a time: others use the catalog in between, however many there are.
 * @param which selects them
 * @returns how many there were
 * @throws when a photo's file can't be removed; it is tried again later, and the others are still to be deleted
 */
export async function deleteRecognitions(
  catalog: Catalog,
  store: PhotoStore,
  which: (query: Query) => Query,
): Promise<number> {
  const turns = new Turns();
  let deleted = 0;
  for (;;) {
    const found = await which(catalog.selectFrom('recognitions'))
      .select(['id', 'path'])
      .select(FACES.as('faces'))
      .limit(MAX_RECOGNITIONS)
      .execute();
    if (found.length === 0) return deleted;
    const few = fewOf(found.map((each) => ({ ...each, faces: Number(each.faces) })));
    const gone = await catalog
      .deleteFrom('recognitions')
      .where(
        'id',
        'in',
        few.map(({ id }) => id),
      )
      .returning('path')
      .execute();
    deleted += gone.length;
    await store.remove(gone.map(({ path }) => path));
    await turns.next();
  }
}
