import type { Catalog } from '../../catalog/catalog';
import { FIRST_NETWORK } from '../../catalog/descriptors';
import type { FaceEngine } from '../../engine/contract';
import type { Enrolment } from '../../enrolment/enrolment';
import { enrolling, type Gallery } from '../../gallery/galleries';
import { findByDescriptor } from '../../gallery/known-photos';
import { readName } from '../../gallery/person-name';
import { restorePersonDetails } from '../../gallery/restore-person';
import type { PhotoRecord } from '../gallery-format';
import type { FiledRecord } from './plan-lines';
import { faceOf } from './restored-faces';

export interface RestoreDependencies {
  catalog: Catalog;
  engine: FaceEngine;
  enrolment: Enrolment;
}

/** Restores photos of people. The picture is decoded anew like any upload; everything else comes from `people.json`. */
export class PhotoRestorer {
  constructor(private readonly deps: RestoreDependencies) {}

  /**
   * Restores a photo and its person's details.
   * @returns whether it was added; false when the gallery had it already
   * @throws noFaceThere, photoKnown, storageFull, and what `readName` and the engine throw
   */
  async restore(
    gallery: Gallery,
    { person, isCover, record }: Extract<FiledRecord, { kind: 'photo' }>,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { catalog } = this.deps;
    const name = readName(person.name);
    const { descriptor, network = FIRST_NETWORK } = record.face;
    const known = descriptor ? await findByDescriptor(catalog, gallery.id, name, { descriptor, network }) : undefined;
    const imageName = known ?? (await this.add(gallery, name, record, bytes, signal));
    const cover = isCover ? imageName : undefined;
    await restorePersonDetails(catalog, gallery, name, { createdAt: person.createdAt, cover });
    return known === undefined;
  }

  private async add(
    gallery: Gallery,
    name: string,
    record: PhotoRecord,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<string> {
    const described = await this.deps.engine.describe(bytes, { ...enrolling(gallery), isStored: true, signal });
    const { id: imageId, sourceHash, pictureHash, createdAt } = record;
    const picture = { ...described.picture, sourceHash, pictureHash };
    const face = faceOf(record, described);
    const { imageName } = await this.deps.enrolment.enrolFace(gallery, { name, picture, face, createdAt, imageId });
    return imageName;
  }
}
