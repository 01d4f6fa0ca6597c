import { placeIn } from '../engine/boxes';
import { noSuchFace, recognitionNotFound } from '../errors';
import { type FaceInPhoto, type SeenFace, seenAmong } from '../gallery/said-of-faces';
import type { Viewer } from '../gallery/viewer';
import type { Recognitions } from './recognitions';
import type { NumberedFace, StoredRecognition } from './stored-recognition';

/** Names a face by its recognition's id and its number there, from 1. */
export interface FaceReference {
  id: string;
  number: number;
}

/** A face with its recognition, and as verdicts know it. */
export type FoundFace = NumberedFace & { recognition: StoredRecognition; seen: SeenFace };

/** The faces of a recognition that somebody sees. */
export interface FoundFaces {
  /** The photo's perceptual hash; null when its file is gone. */
  pictureHash: string | null;
  /** From left to right. */
  faces: ReadonlyArray<NumberedFace & FaceInPhoto>;
  /** Finds a face by its number, from 1. */
  find(number: number): FoundFace | undefined;
}

/** Finds all faces of a recognition that somebody sees. @throws recognitionNotFound */
export async function findFaces(recognitions: Recognitions, viewer: Viewer, id: string): Promise<FoundFaces> {
  const recognition = await recognitions.find(viewer, id);
  if (!recognition) throw recognitionNotFound();
  const numbered = (await recognitions.facesOf([id])).get(id) ?? [];
  const pictureHash = await recognitions.pictureHashOf(recognition);
  const faces = numbered.map(({ number, face }) => ({
    ...{ number, face, descriptor: face.descriptor, network: face.network },
    place: placeIn(face.box, recognition),
  }));
  const find = (number: number) => {
    const position = faces.findIndex((each) => each.number === number);
    const [found, seen] = [faces[position], seenAmong(pictureHash, faces, position)];
    return found && seen && { number, face: found.face, recognition, seen };
  };
  return { pictureHash, faces, find };
}

/** Finds a face of a recognition that somebody sees. @throws recognitionNotFound, noSuchFace */
export async function findFace(
  recognitions: Recognitions,
  viewer: Viewer,
  { id, number }: FaceReference,
): Promise<FoundFace> {
  const found = (await findFaces(recognitions, viewer, id)).find(number);
  if (!found) throw noSuchFace();
  return found;
}
