import { distanceBetween } from '../../catalog/descriptors';
import type { StoredFace } from '../../catalog/faces';
import { toStored } from '../../catalog/faces';
import { faceAt, placeIn } from '../../engine/boxes';
import type { DescribedFace, DescribedPhoto } from '../../engine/contract';
import { noFaceThere } from '../../errors';

// What a zip says of faces is evidence, not the truth: the engine has seen the picture, too.

/** A face described twice, by versions of the engine or of the picture, differs by less. */
const MAX_DISTANCE = 0.2;

type StatedFace = Omit<StoredFace, 'descriptor'> & { descriptor: Float32Array | null };

interface StatedPhoto {
  width: number;
  height: number;
}

/**
 * A face as its record says, if the engine has found the same one in the same picture by the same network; otherwise as the engine found it:
 * what another network made couldn't be compared with anything.
 */
function believed({ descriptor, ...face }: StatedFace, found: DescribedFace, isSameSize: boolean): StoredFace {
  if (isSameSize && descriptor) {
    const stated = { ...face, descriptor };
    if (distanceBetween(stated, found) <= MAX_DISTANCE) return stated;
  }
  return toStored(found);
}

/**
 * The faces of a restored photo: those of its record that the engine has found, too.
 * @throws noFaceThere when it has found none of them
 */
export function facesOf(
  record: StatedPhoto & { faces: readonly StatedFace[] },
  { picture, faces }: DescribedPhoto,
): StoredFace[] {
  const isSameSize = record.width === picture.width && record.height === picture.height;
  const left = new Map(faces.map((each) => [each, placeIn(each.box, picture)]));
  const found = record.faces.flatMap((stated) => {
    const face = faceAt(placeIn(stated.box, record), left);
    if (!face) return [];
    left.delete(face); // so that no face is restored twice
    return [believed(stated, face, isSameSize)];
  });
  if (record.faces.length > 0 && found.length === 0) throw noFaceThere();
  return found;
}

/** The one face of a person's photo, as `facesOf`. @throws noFaceThere */
export function faceOf({ face, ...photo }: StatedPhoto & { face: StatedFace }, described: DescribedPhoto): StoredFace {
  const [found] = facesOf({ ...photo, faces: [face] }, described);
  if (!found) throw noFaceThere();
  return found;
}
