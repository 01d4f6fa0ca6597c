import type { Catalog } from '../../catalog/catalog';
import { toStored } from '../../catalog/faces';
import { faceAt, placeIn } from '../../engine/boxes';
import type { FaceEngine } from '../../engine/contract';
import type { Enrolment } from '../../enrolment/enrolment';
import type { Whose } from '../../enrolment/face-entry';
import { isFault, isPassing, noFaceThere, photoNotFound } from '../../errors';
import { enrolling, type Gallery } from '../../gallery/galleries';
import type { PersonReference } from '../../gallery/person-rows';
import type { Photos } from '../photos';
import type { PhotoToCopy } from './photos-to-copy';

export interface CopierDependencies {
  catalog: Catalog;
  engine: FaceEngine;
  enrolment: Enrolment;
  photos: Photos;
}

/** Whose photo a copy becomes. */
export interface CopiedPerson extends Whose {
  name: string;
  /** Who added the copy; null for whoever copies. */
  addedBy: number | null;
}

/** What became of a photo: its person there, or why there is no copy. */
export type Copied = { person: PersonReference } | 'known' | 'refused';

/** Copies photos into other galleries, each whole or not at all. */
export class PhotoCopier {
  constructor(private readonly deps: CopierDependencies) {}

  /**
   * Copies a photo with its face. A face that another network has described than the gallery's is described anew.
   * @throws personNotFound when the known person is gone, accountDeleted, storageFull, storageUnavailable, quotaReached, and passing faults of the engine
   */
  async copy(target: Gallery, photo: PhotoToCopy, whose: CopiedPerson, signal: AbortSignal): Promise<Copied> {
    const described = await this.describe(target, photo, signal).catch((error) => {
      if (isFault(error) && !isPassing(error)) return undefined;
      throw error;
    });
    if (!described) return 'refused';
    const { addedBy, ...person } = whose;
    const { createdAt, imageId } = photo;
    try {
      const added = await this.deps.enrolment.enrolFace(target, {
        ...{ ...person, ...described, createdAt, imageId },
        ...(addedBy !== null && { addedBy }),
      });
      return { person: added.person };
    } catch (error) {
      if (isFault(error, 'photo_known')) return 'known';
      throw error;
    }
  }

  /** @returns the picture and the face as the gallery needs them @throws photoNotFound, noFaceThere, and what the engine throws */
  private async describe(target: Gallery, photo: PhotoToCopy, signal: AbortSignal) {
    const { photos, engine } = this.deps;
    const jpeg = await photos.readPhoto(photo);
    if (!jpeg) throw photoNotFound();
    const { width, height, sourceHash, pictureHash, face } = photo;
    if (face.network === target.network) return { face, picture: { jpeg, width, height, sourceHash, pictureHash } };
    const { picture, faces } = await engine.describe(jpeg, { ...enrolling(target), isStored: true, signal });
    const found = faceAt(placeIn(face.box, photo), new Map(faces.map((each) => [each, placeIn(each.box, picture)])));
    if (!found) throw noFaceThere();
    return { face: toStored(found), picture: { ...picture, sourceHash, pictureHash } };
  }
}
