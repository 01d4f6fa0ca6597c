import type { TestApp } from './app';
import { galleryOf } from './people';

const hex = (descriptor: Uint8Array) => Buffer.from(descriptor).toString('hex');

/** All of a user's rows that mean the same in any app: without ids, addresses and paths. */
export async function holdingsOf(app: TestApp, user: string): Promise<object> {
  const { catalog } = app.services;
  const gallery = await galleryOf(app, user);
  const people = await catalog
    .selectFrom('people')
    .selectAll()
    .where('galleryId', '=', gallery.id)
    .orderBy('nameKey')
    .execute();
  const photos = await catalog
    .selectFrom('photos')
    .selectAll()
    .where('galleryId', '=', gallery.id)
    .orderBy('createdAt')
    .execute();
  const faces = await catalog.selectFrom('faces').selectAll().execute();
  const verdicts = await catalog
    .selectFrom('verdicts')
    .selectAll()
    .where('galleryId', '=', gallery.id)
    .orderBy('createdAt')
    .execute();
  const ignored = await catalog
    .selectFrom('ignoredFaces')
    .selectAll()
    .where('galleryId', '=', gallery.id)
    .orderBy('createdAt')
    .execute();
  const recognitions = await catalog
    .selectFrom('recognitions')
    .selectAll()
    .where('galleryId', '=', gallery.id)
    .orderBy('createdAt')
    .execute();
  const recognized = await catalog.selectFrom('recognizedFaces').selectAll().orderBy('position').execute();
  const drafts = await catalog
    .selectFrom('drafts')
    .selectAll()
    .where('galleryId', '=', gallery.id)
    .orderBy('createdAt')
    .execute();
  const draftFaces = await catalog.selectFrom('draftFaces').selectAll().orderBy('position').execute();
  const faceOf = ({ id }: { id: number }) =>
    faces
      .filter(({ photoId }) => photoId === id)
      .map(({ id: _id, photoId: _photoId, ...face }) => ({ ...face, descriptor: hex(face.descriptor) }));
  return {
    preferences: { strictness: gallery.strictness, retention: gallery.retention },
    people: people.map((person) => ({
      name: person.name,
      createdAt: person.createdAt,
      cover: photos.filter(({ id }) => id === person.coverPhotoId).map(faceOf),
      photos: photos
        .filter(({ personId }) => personId === person.id)
        .map(({ id, imageId, createdAt, width, height, sourceHash, pictureHash, quarantined }) => ({
          imageId,
          createdAt,
          width,
          height,
          sourceHash,
          pictureHash,
          quarantined,
          face: faceOf({ id }),
        })),
      verdicts: verdicts
        .filter(({ personId }) => personId === person.id)
        .map(({ id: _id, galleryId: _galleryId, personId: _personId, ...verdict }) => ({
          ...verdict,
          descriptor: hex(verdict.descriptor),
        })),
    })),
    ignored: ignored.map(
      ({ id: _id, galleryId: _galleryId, recognitionId: _result, faceNumber: _number, ...face }) => ({
        ...face,
        descriptor: hex(face.descriptor),
      }),
    ),
    recognitions: recognitions.map(
      ({ id, galleryId: _galleryId, userId: _userId, path: _path, originId: _originId, ...recognition }) => ({
        ...recognition,
        faces: recognized
          .filter(({ recognitionId }) => recognitionId === id)
          .map(({ recognitionId: _id, ...face }) => ({ ...face, descriptor: hex(face.descriptor) })),
      }),
    ),
    drafts: drafts.map(
      ({
        id,
        galleryId: _galleryId,
        personId: _personId,
        addedBy: _adder,
        path: _path,
        createdAt: _createdAt,
        ...draft
      }) => ({
        ...draft,
        faces: draftFaces
          .filter(({ draftId }) => draftId === id)
          .map(({ draftId: _id, ...face }) => ({ ...face, descriptor: hex(face.descriptor) })),
      }),
    ),
  };
}
