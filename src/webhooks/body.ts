import type { Kysely } from 'kysely';
import { z } from 'zod';
import { chunksOf } from '../catalog/chunks';
import type { Tables } from '../catalog/tables';
import type { Delivery } from './delivery-rows';

/** What of a stored happening names people. */
const stored = z.looseObject({
  person: z.string().optional(),
  people: z.array(z.looseObject({ person: z.string() })).optional(),
});

/** The names of people by their handles. */
async function namesOf(catalog: Kysely<Tables>, galleryId: number, handles: readonly string[]) {
  const names = new Map<string, string>();
  for (const some of chunksOf(new Set(handles))) {
    const rows = await catalog
      .selectFrom('people')
      .select(['handle', 'name'])
      .where('galleryId', '=', galleryId)
      .where('handle', 'in', some)
      .execute();
    for (const { handle, name } of rows) names.set(handle, name);
  }
  return names;
}

/**
 * Makes the body of a delivery, with the names of this moment: a person's name is null once they are deleted.
 * @returns JSON with `type`, `timestamp` and `data`
 */
export async function bodyOf(
  catalog: Kysely<Tables>,
  galleryId: number,
  { type, data, happenedAt }: Pick<Delivery, 'type' | 'data' | 'happenedAt'>,
): Promise<string> {
  const { person, people, ...rest } = stored.parse(JSON.parse(data));
  const handles = [...(person === undefined ? [] : [person]), ...(people ?? []).map((each) => each.person)];
  const names = await namesOf(catalog, galleryId, handles);
  const named = <Of extends { person: string }>({ person: id, ...of }: Of) => ({
    person: { id, name: names.get(id) ?? null },
    ...of,
  });
  const told = {
    ...(person !== undefined && named({ person })),
    ...rest,
    ...(people && { people: people.map(named) }),
  };
  return JSON.stringify({ type, timestamp: new Date(happenedAt).toISOString(), data: told });
}
