import type { z } from 'zod';
import type { Catalog } from '../../catalog/catalog';
import { toBytes } from '../../catalog/descriptors';
import { type StoredFace, toStored } from '../../catalog/faces';
import type { DescribedPhoto, FaceEngine } from '../../engine/contract';
import { overlap } from '../../engine/overlap';
import type { Enrolment } from '../../enrolment/enrolment';
import { noFace, recordDamaged } from '../../errors';
import { isSamePlace, placeIn } from '../../gallery/face-place';
import { findPerson } from '../../gallery/known-photos';
import { nameKey, readName } from '../../gallery/person-name';
import { type PhotoRecord, photoRecord } from '../gallery-format';
import { type ManifestPerson, parseRecord, type RawRecord } from './gallery-file';

export interface RestoreDependencies {
  catalog: Catalog;
  engine: FaceEngine;
  enrolment: Enrolment;
}

/** What `people.json` says of a file, if it can be so. @throws recordDamaged */
export function readRecord<Schema extends z.ZodType>(schema: Schema, record: RawRecord): z.output<Schema> {
  const { data, error } = schema.safeParse(parseRecord(record));
  if (error) throw recordDamaged();
  return data as z.output<Schema>;
}

const isSameSize = (one: { width: number; height: number }, other: { width: number; height: number }) =>
  one.width === other.width && one.height === other.height;

/**
 * The faces as they were described where they come from; as they are described now, where the picture turned out to be
 * of another size.
 */
export function facesOf(
  record: { width: number; height: number; faces: StoredFace[] },
  { picture, faces }: DescribedPhoto,
): StoredFace[] {
  return isSameSize(record, picture) ? record.faces : faces.map(toStored);
}

function faceOf({ face, ...photo }: PhotoRecord, { picture, faces }: DescribedPhoto): StoredFace {
  const { descriptor } = face;
  if (descriptor && isSameSize(photo, picture)) return { ...face, descriptor };
  const place = placeIn(face.box, photo);
  const found = faces
    .map((each) => ({ face: each, place: placeIn(each.box, picture) }))
    .sort((one, other) => overlap(other.place, place) - overlap(one.place, place))[0];
  if (!found || !isSamePlace(found.place, place)) throw noFace();
  return toStored(found.face);
}

/** Puts photos of people back as they were: the picture decoded anew, as any that is uploaded, all else as `people.json` has it. */
export class PhotoRestorer {
  constructor(private readonly deps: RestoreDependencies) {}

  /**
   * @returns whether it was added; else it was there already
   * @throws recordDamaged, noFace when none is where the record says, what `readName` and the engine throw, photoKnown, storageFull
   */
  async restore(
    userId: number,
    person: ManifestPerson,
    filed: RawRecord,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<boolean> {
    const record = readRecord(photoRecord, filed);
    const name = readName(person.name);
    const known = await this.find(userId, name, record);
    const imageName = known ?? (await this.add(userId, name, record, bytes, signal));
    await this.settle(userId, name, person, person.cover === record.file ? imageName : undefined);
    return known === undefined;
  }

  private async add(
    userId: number,
    name: string,
    record: PhotoRecord,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<string> {
    const described = await this.deps.engine.describe(bytes, signal);
    const { sourceHash, pictureHash, createdAt } = record;
    const picture = { ...described.picture, sourceHash, pictureHash };
    const added = await this.deps.enrolment.enrol(userId, {
      name,
      picture,
      face: faceOf(record, described),
      createdAt,
    });
    return added.imageName;
  }

  /** The photo with this very descriptor: no two photos have one. */
  private async find(userId: number, name: string, { face: { descriptor } }: PhotoRecord): Promise<string | undefined> {
    if (!descriptor) return undefined;
    const photo = await this.deps.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select('imageName')
      .where('people.userId', '=', userId)
      .where('nameKey', '=', nameKey(name))
      .where('faces.descriptor', '=', toBytes(descriptor))
      .executeTakeFirst();
    return photo?.imageName;
  }

  /** A person is known since they were first known anywhere. A cover that was chosen here stays. */
  private async settle(
    userId: number,
    name: string,
    { createdAt }: ManifestPerson,
    cover: string | undefined,
  ): Promise<void> {
    const { catalog } = this.deps;
    const person = await findPerson(catalog, userId, name);
    if (!person) return;
    await catalog
      .updateTable('people')
      .set({ createdAt })
      .where('id', '=', person.id)
      .where('createdAt', '>', createdAt)
      .execute();
    if (cover === undefined) return;
    await catalog
      .updateTable('people')
      .set(({ selectFrom }) => ({ coverPhotoId: selectFrom('photos').select('id').where('imageName', '=', cover) }))
      .where('id', '=', person.id)
      .where('coverPhotoId', 'is', null)
      .execute();
  }
}
