import type { Catalog } from '../../catalog/catalog';
import type { FaceColumns } from '../../catalog/face-columns';
import { piecesInTurns } from '../../catalog/read-in-turns';
import type { Viewer } from '../../gallery/viewer';
import type { PhotoRow } from './gallery-records';

// Reads a gallery's rows page by page, so that others get their turn in between. Rows may come and go meanwhile.

const PEOPLE_AT_ONCE = 100;
const PICTURES_AT_ONCE = 50;

/** The people of a gallery, the oldest first. */
export async function* peopleOf(catalog: Catalog, galleryId: number) {
  for (let after = 0; ; ) {
    const people = await catalog
      .selectFrom('people')
      .select(['id', 'name', 'createdAt', 'coverPhotoId', 'stays'])
      .where('galleryId', '=', galleryId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PEOPLE_AT_ONCE)
      .execute();
    yield* people;
    const last = people.at(-1);
    if (!last || people.length < PEOPLE_AT_ONCE) return;
    after = last.id;
  }
}

/** A person's photos with their faces, quarantined ones included, the oldest first. */
export async function* photosOf(catalog: Catalog, personId: number): AsyncGenerator<PhotoRow & { id: number }> {
  const ordered = await catalog
    .selectFrom('photos')
    .select('id')
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  for (let from = 0; from < ordered.length; from += PICTURES_AT_ONCE) {
    const ids = ordered.slice(from, from + PICTURES_AT_ONCE).map(({ id }) => id);
    yield* await catalog
      .selectFrom('photos')
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .select([
        'photos.id',
        'imageName',
        'imageId',
        'path',
        'createdAt',
        'sourceHash',
        'pictureHash',
        'photos.width as photoWidth',
        'photos.height as photoHeight',
      ])
      .select(['left', 'top', 'faces.width', 'faces.height', 'score', 'sharpness', 'turn', 'quality'])
      .select(['descriptor', 'faces.network', 'chips'])
      .where('photos.id', 'in', ids)
      // One that somebody has got in a merge meanwhile is theirs.
      .where('personId', '=', personId)
      .orderBy('createdAt')
      .orderBy('photos.id')
      .execute();
  }
}

/** Whether a photo still exists. */
export async function hasPhoto(catalog: Catalog, id: number): Promise<boolean> {
  return (await catalog.selectFrom('photos').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** The verdicts about a person, in the order in which they were given. */
export async function* verdictsOn(catalog: Catalog, personId: number) {
  const verdicts = catalog.selectFrom('verdicts').selectAll().where('personId', '=', personId);
  for await (const piece of piecesInTurns((after: { id: number } | undefined, limit) =>
    verdicts
      .where('id', '>', after?.id ?? 0)
      .orderBy('id')
      .limit(limit)
      .execute(),
  ))
    yield* piece;
}

/** The ignored faces of a gallery. */
export async function* ignoredFacesOf(catalog: Catalog, galleryId: number) {
  const ignored = catalog.selectFrom('ignoredFaces').selectAll().where('galleryId', '=', galleryId);
  for await (const piece of piecesInTurns((after: { id: string } | undefined, limit) =>
    ignored
      .where('id', '>', after?.id ?? '')
      .orderBy('id')
      .limit(limit)
      .execute(),
  ))
    yield* piece;
}

/** The recognitions that somebody made in a gallery, with their faces: an import makes all of a zip its uploader's. */
export async function* recognitionsOf(catalog: Catalog, { gallery, userId }: Viewer) {
  for (let after = ''; ; ) {
    const rows = await catalog
      .selectFrom('recognitions')
      .selectAll()
      .where('galleryId', '=', gallery.id)
      .where('userId', '=', userId)
      .where('expiresAt', '>', Date.now())
      .where('id', '>', after)
      .orderBy('id')
      .limit(PICTURES_AT_ONCE)
      .execute();
    for (const row of rows)
      yield {
        row,
        faces: await facesIn(catalog.selectFrom('recognizedFaces').selectAll().where('recognitionId', '=', row.id)),
      };
    const last = rows.at(-1);
    if (!last || rows.length < PICTURES_AT_ONCE) return;
    after = last.id;
  }
}

/** A gallery's drafts with their faces. */
export async function* draftsOf(catalog: Catalog, galleryId: number) {
  for (let after = ''; ; ) {
    const rows = await catalog
      .selectFrom('drafts')
      .selectAll()
      .where('galleryId', '=', galleryId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PICTURES_AT_ONCE)
      .execute();
    for (const row of rows)
      yield { row, faces: await facesIn(catalog.selectFrom('draftFaces').selectAll().where('draftId', '=', row.id)) };
    const last = rows.at(-1);
    if (!last || rows.length < PICTURES_AT_ONCE) return;
    after = last.id;
  }
}

async function facesIn(found: {
  execute(): Promise<Array<FaceColumns & { position: number }>>;
}): Promise<FaceColumns[]> {
  return (await found.execute()).sort((one, other) => one.position - other.position);
}
