import type { z } from 'zod';
import { type StoredFace, toStored } from '../../catalog/faces';
import { isSamePlace, overlap, placeIn } from '../../engine/boxes';
import type { DescribedPhoto } from '../../engine/contract';
import { noFace, recordDamaged } from '../../errors';
import type { PhotoRecord } from '../gallery-format';
import { parseRecord, type RawRecord } from './gallery-file';

/** Parses and checks a record. @throws recordDamaged */
export function readRecord<Schema extends z.ZodType>(schema: Schema, raw: RawRecord): z.output<Schema> {
  const { data, error } = schema.safeParse(parseRecord(raw));
  if (error) throw recordDamaged();
  return data as z.output<Schema>;
}

const isSameSize = (one: { width: number; height: number }, other: { width: number; height: number }) =>
  one.width === other.width && one.height === other.height;

/**
 * The faces of a restored photo: those of its record, or the ones found now if the picture has another size than the record says.
 */
export function facesOf(
  record: { width: number; height: number; faces: StoredFace[] },
  { picture, faces }: DescribedPhoto,
): StoredFace[] {
  return isSameSize(record, picture) ? record.faces : faces.map(toStored);
}

/**
 * The one face of a person's photo: that of its record, or the one found in its place if the record has no descriptor or another size.
 * @throws noFace when there is none in its place
 */
export function faceOf({ face, ...photo }: PhotoRecord, { picture, faces }: DescribedPhoto): StoredFace {
  const { descriptor } = face;
  if (descriptor && isSameSize(photo, picture)) return { ...face, descriptor };
  const place = placeIn(face.box, photo);
  const [found] = faces
    .map((each) => ({ face: each, place: placeIn(each.box, picture) }))
    .sort((one, other) => overlap(other.place, place) - overlap(one.place, place));
  if (!found || !isSamePlace(found.place, place)) throw noFace();
  return toStored(found.face);
}
