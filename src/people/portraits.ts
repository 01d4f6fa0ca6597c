import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';

/** How a person is shown in a list. */
export interface Portrait {
  /** The photo that stands for the person: the one chosen, else the best view of the face, else the newest. */
  cover: string;
  photoCount: number;
}

/** Of each of these people, by id; who has no photo that can be shown has no portrait. */
export async function portraitsOf(catalog: Catalog, people: readonly number[]): Promise<Map<number, Portrait>> {
  if (people.length === 0) return new Map();
  const ranked = catalog
    .selectFrom('photos')
    .innerJoin('people', 'people.id', 'photos.personId')
    .leftJoin('faces', 'faces.photoId', 'photos.id')
    .select(['photos.personId', 'imageName'])
    .select(({ fn }) =>
      fn
        .countAll<number>()
        .over((over) => over.partitionBy('photos.personId'))
        .as('photoCount'),
    )
    .select(({ fn, eb }) =>
      fn
        .agg<number>('row_number')
        .over((over) =>
          over
            .partitionBy('photos.personId')
            .orderBy(eb.case().when('photos.id', '=', eb.ref('people.coverPhotoId')).then(0).else(1).end())
            .orderBy(sql`coalesce(${eb.ref('faces.quality')}, -1)`, 'desc')
            .orderBy('photos.createdAt', 'desc')
            .orderBy('photos.id', 'desc'),
        )
        .as('rank'),
    )
    .where('photos.personId', 'in', [...people])
    .where('quarantined', 'is', null);
  const rows = await catalog
    .selectFrom(ranked.as('ranked'))
    .select(['personId', 'imageName', 'photoCount'])
    .where('rank', '=', 1)
    .execute();
  return new Map(
    rows.map(({ personId, imageName, photoCount }) => [personId, { cover: imageName, photoCount: Number(photoCount) }]),
  );
}
