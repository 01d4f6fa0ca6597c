import type { FaceEngine } from '../../engine/contract';
import { resultExpired } from '../../errors';
import { asking } from '../../gallery/galleries';
import type { Viewer } from '../../gallery/viewer';
import type { RecognitionRestorer } from '../../recognition/restore-recognitions';
import { HOUR_MS } from '../../units';
import type { RecognitionRecord } from '../gallery-format';
import { facesOf } from './restored-faces';

interface Dependencies {
  engine: FaceEngine;
  restorer: RecognitionRestorer;
}

/** Restores recognitions from the records of `people.json`. */
export class RecognitionReader {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Restores a recognition with its photo.
   * @param keptHours for how long from now it is kept at most
   * @returns whether it was added; false when the importer had it already
   * @throws accountDeleted, galleryNotFound, noFaceThere, resultExpired, storageFull, and what the engine throws
   */
  async restore(
    viewer: Viewer,
    { id: originId, ...said }: RecognitionRecord,
    bytes: Uint8Array,
    keptHours: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { engine, restorer } = this.deps;
    if (said.expiresAt <= Date.now()) throw resultExpired();
    const record = { ...said, expiresAt: Math.min(said.expiresAt, Date.now() + keptHours * HOUR_MS) };
    if (await restorer.has(viewer, { ...record, originId })) return false;
    const described = await engine.describe(bytes, { ...asking(viewer.gallery), isStored: true, signal });
    await restorer.restore(viewer, { ...record, originId, faces: facesOf(record, described) }, described.picture);
    return true;
  }
}
