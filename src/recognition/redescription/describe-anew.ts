import { setTimeout as pause } from 'node:timers/promises';
import type { Catalog } from '../../catalog/catalog';
import { isUnusable } from '../../catalog/descriptors';
import { describeNext, type NextDescription } from '../../catalog/next-descriptors';
import { faceAt, placeIn } from '../../engine/boxes';
import type { Box, DescribedPhoto, RunningEngine } from '../../engine/contract';
import type { DescriptorNetwork, Purpose } from '../../engine/descriptor-network';
import { isFault } from '../../errors';
import { describeNextFace, findPendingPhoto, ownerOf } from '../../gallery/description-rows';
import { changeGallery, galleryState } from '../../gallery/gallery-changes';
import type { PhotoStore } from '../../storage/photo-store';
import type { Pending } from './pending';
import { findPendingPicture, type PictureKind } from './pending-pictures';

export interface PhotoDescriberDependencies {
  catalog: Catalog;
  engine: RunningEngine;
  /** Where photos of each kind are stored. */
  stores: Record<Pending['kind'], PhotoStore>;
}

/** A gallery, and the network that is to describe its faces. */
export interface Gallery {
  id: number;
  network: DescriptorNetwork;
}

/** How long until the engine is looked at again while it has photos of people who wait. */
const BUSY_MS = 100;
/** How often a photo at which the engine fails is tried. */
const ATTEMPTS = 3;

/** Describes the faces of stored photos by another network, whenever the engine has nothing else to do. */
export class PhotoDescriber {
  constructor(private readonly deps: PhotoDescriberDependencies) {}

  /**
   * Describes the faces of one photo, and writes what came of it. A photo that is gone by then is passed over.
   * @throws the signal's reason; errors of the disk and the database; what the engine throws while it can't work at all
   */
  async describe(gallery: Gallery, pending: Pending, signal: AbortSignal): Promise<void> {
    if (pending.kind === 'photo') return this.describePhoto(gallery, pending.id, signal);
    return this.describePicture(gallery, pending.kind, pending.id, signal);
  }

  private async describePhoto({ id: galleryId, network }: Gallery, id: number, signal: AbortSignal): Promise<void> {
    const { catalog, stores } = this.deps;
    const photo = await findPendingPhoto(catalog, galleryId, id);
    if (!photo) return;
    const found = await this.look(stores.photo, photo.path, network, 'enrolling', signal);
    const [next] = facesAt([photo.box], photo, found, network);
    if (!next) return;
    // Whether the network counts is read with the write, as the user may say so at any time.
    const isWritten = await catalog.transaction().execute(async (trx) => {
      if ((await galleryState(trx, galleryId)).network === network.id) return false;
      await describeNextFace(trx, photo, next, false);
      return true;
    });
    if (isWritten) return;
    await changeGallery(catalog, galleryId, async (trx, touch) => {
      const personId = await ownerOf(trx, id); // it may have been moved meanwhile
      if (personId === undefined) return;
      await describeNextFace(trx, { ...photo, personId }, next, true);
      touch(personId);
    });
  }

  private async describePicture(
    { id: galleryId, network }: Gallery,
    kind: PictureKind,
    id: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { catalog, stores } = this.deps;
    const picture = await findPendingPicture(catalog, kind, galleryId, id);
    if (!picture) return;
    const purpose = kind === 'draft' ? 'enrolling' : 'asking';
    const found = await this.look(stores[kind], picture.path, network, purpose, signal);
    const next = facesAt(picture.faces, picture, found, network);
    await catalog.transaction().execute(async (trx) => {
      const counts = (await galleryState(trx, galleryId)).network === network.id;
      const table = kind === 'draft' ? 'draftFaces' : 'recognizedFaces';
      for (const [i, { position }] of picture.faces.entries()) {
        const description = next[i];
        if (description) await describeNext(trx, table, id, position, description, counts);
      }
    });
  }

  /** Gives a photo to the engine once nobody else's waits. @returns undefined when its file is gone, or can't be read as a photo any more */
  private async look(
    store: PhotoStore,
    path: string,
    network: DescriptorNetwork,
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<DescribedPhoto | undefined> {
    const { engine } = this.deps;
    for (let attempt = 1; ; ) {
      while (!engine.isIdle()) await pause(BUSY_MS, undefined, { signal });
      const bytes = await store.read(path);
      if (!bytes) return undefined;
      try {
        return await engine.describe(bytes, { network: network.id, purpose, isStored: true, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (!isFault(error)) throw error;
        if (isFault(error, 'too_busy')) continue;
        if (error.status < 500) return undefined;
        if (attempt++ === ATTEMPTS) {
          if (await this.works(network, signal)) return undefined;
          throw error;
        }
        await pause(BUSY_MS * attempt, undefined, { signal });
      }
    }
  }

  /** Whether the engine fails at one photo only: it refuses an empty one as soon as it has loaded its networks. */
  private async works({ id }: DescriptorNetwork, signal: AbortSignal): Promise<boolean> {
    try {
      await this.deps.engine.describe(new Uint8Array(0), { network: id, signal });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      return isFault(error, 'photo_empty');
    }
  }
}

/** Finds faces again by their boxes. @returns what the network made of each; without a descriptor where it has found none there, or none that can be compared */
function facesAt(
  boxes: readonly Box[],
  size: { width: number; height: number },
  described: DescribedPhoto | undefined,
  network: DescriptorNetwork,
): NextDescription[] {
  const left = new Map((described?.faces ?? []).map((each) => [each, placeIn(each.box, described?.picture ?? size)]));
  return boxes.map((box) => {
    const face = faceAt(placeIn(box, size), left);
    if (face) left.delete(face); // no face is found twice
    const found = face && !isUnusable(face) ? face : undefined;
    return { network: network.id, descriptor: found?.descriptor ?? null, chips: found?.chips ?? 1 };
  });
}
