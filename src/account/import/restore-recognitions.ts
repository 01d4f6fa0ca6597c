import type { FaceEngine } from '../../engine/contract';
import { resultExpired } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import type { RecognitionRestorer } from '../../recognition/restore-recognitions';
import { recognitionRecord } from '../gallery-format';
import type { RawRecord } from './gallery-file';
import { facesOf, readRecord } from './restored-faces';

interface Dependencies {
  engine: FaceEngine;
  restorer: RecognitionRestorer;
}

/** Restores recognitions from the records of `people.json`. */
export class RecognitionReader {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Restores a recognition with its photo.
   * @returns whether it was added; false when the gallery had it already
   * @throws recordDamaged, resultExpired, storageFull, and what the engine throws
   */
  async restore(gallery: Gallery, raw: RawRecord, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const { engine, restorer } = this.deps;
    const { id: originId, ...record } = readRecord(recognitionRecord, raw);
    if (record.expiresAt <= Date.now()) throw resultExpired();
    if (await restorer.has(gallery, { ...record, originId })) return false;
    const described = await engine.describe(bytes, { owner: gallery.ownerId, signal });
    await restorer.restore(gallery, { ...record, originId, faces: facesOf(record, described) }, described.picture);
    return true;
  }
}
