import { placeIn } from '../engine/boxes';
import { noSuchFace, recognitionNotFound } from '../errors';
import type { Gallery } from '../gallery/galleries';
import { type SeenFace, seenTogether } from '../gallery/verdict-book';
import type { NumberedFace, Recognitions, StoredRecognition } from './recognitions';

/** Names a face by its recognition's id and its number there, from 1. */
export interface FaceReference {
  id: string;
  number: number;
}

/** A face with its recognition, and as verdicts know it. */
export type FoundFace = NumberedFace & { recognition: StoredRecognition; seen: SeenFace };

/** Finds all faces of a gallery's recognition, from left to right. @throws recognitionNotFound */
export async function findFaces(recognitions: Recognitions, gallery: Gallery, id: string): Promise<FoundFace[]> {
  const recognition = await recognitions.find(gallery, id);
  if (!recognition) throw recognitionNotFound();
  const faces = (await recognitions.facesOf([id])).get(id) ?? [];
  const pictureHash = await recognitions.pictureHashOf(recognition);
  const seen = seenTogether(
    pictureHash,
    faces.map(({ face: { box, descriptor } }) => ({ place: placeIn(box, recognition), descriptor })),
  );
  return faces.flatMap((each, i) => {
    const own = seen[i];
    return own ? [{ ...each, recognition, seen: own }] : [];
  });
}

/** Finds a face of a gallery's recognition. @throws recognitionNotFound, noSuchFace */
export async function findFace(
  recognitions: Recognitions,
  gallery: Gallery,
  { id, number }: FaceReference,
): Promise<FoundFace> {
  const found = (await findFaces(recognitions, gallery, id)).find((each) => each.number === number);
  if (!found) throw noSuchFace();
  return found;
}
