import { type Kysely, sql } from 'kysely';
import type { Tables } from '../catalog/tables';

/** A person's cover and number of photos. */
export interface Portrait {
  /** The image name of the cover: the photo that the user chose, otherwise the one with the best view of the face. */
  cover: string;
  /** How many of their photos are usable. */
  photoCount: number;
}

/** Finds the portraits of people. @param people ids @returns by id; a person without usable photos has none */
export async function portraitsOf(catalog: Kysely<Tables>, people: readonly number[]): Promise<Map<number, Portrait>> {
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
