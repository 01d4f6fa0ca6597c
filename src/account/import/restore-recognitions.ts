import type { FaceEngine } from '../../engine/contract';
import { resultExpired } from '../../errors';
import { asking, type Gallery } from '../../gallery/galleries';
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
   * @returns whether it was added; false when the gallery had it already
   * @throws noFaceThere, resultExpired, storageFull, and what the engine throws
   */
  async restore(
    gallery: Gallery,
    { id: originId, ...said }: RecognitionRecord,
    bytes: Uint8Array,
    keptHours: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { engine, restorer } = this.deps;
    if (said.expiresAt <= Date.now()) throw resultExpired();
    const record = { ...said, expiresAt: Math.min(said.expiresAt, Date.now() + keptHours * HOUR_MS) };
    if (await restorer.has(gallery, { ...record, originId })) return false;
    const described = await engine.describe(bytes, { ...asking(gallery), isStored: true, signal });
    await restorer.restore(gallery, { ...record, originId, faces: facesOf(record, described) }, described.picture);
    return true;
  }
}
