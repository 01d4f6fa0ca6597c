import { placeIn } from '../engine/boxes';
import { noSuchFace, recognitionNotFound } from '../errors';
import type { Gallery } from '../gallery/galleries';
import type { SeenFace } from '../gallery/verdict-book';
import type { NumberedFace, Recognitions, StoredRecognition } from './recognitions';

/** Names a face by its recognition's id and its number there, from 1. */
export interface FaceReference {
  id: string;
  number: number;
}

/** A face with its recognition, and as verdicts know it. */
export type FoundFace = NumberedFace & { recognition: StoredRecognition; seen: SeenFace };

/** Finds a face of a gallery's recognition. @throws recognitionNotFound, noSuchFace */
export async function findFace(
  recognitions: Recognitions,
  gallery: Gallery,
  { id, number }: FaceReference,
): Promise<FoundFace> {
  const recognition = await recognitions.find(gallery, id);
  if (!recognition) throw recognitionNotFound();
  const faces = (await recognitions.facesOf([id])).get(id) ?? [];
  const found = faces.find((each) => each.number === number);
  if (!found) throw noSuchFace();
  const { box, descriptor } = found.face;
  const pictureHash = await recognitions.pictureHashOf(recognition);
  const others = faces.filter((each) => each !== found).map(({ face }) => placeIn(face.box, recognition));
  return { ...found, recognition, seen: { pictureHash, place: placeIn(box, recognition), descriptor, others } };
}
