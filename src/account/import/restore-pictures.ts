import { createHash } from 'node:crypto';
import { type StoredFace, toColumns } from '../../catalog/faces';
import { folderOf } from '../../catalog/user-folder';
import type { Drafts } from '../../enrolment/drafts';
import { photoKnown, resultExpired } from '../../errors';
import { hasSource } from '../../gallery/known-photos';
import { readName } from '../../gallery/person-name';
import { randomId } from '../../storage/image-name';
import type { PhotoStore } from '../../storage/photo-store';
import { type RecognitionRecord, recognitionRecord, waitingRecord } from '../gallery-format';
import type { RawRecord } from './gallery-file';
import { facesOf, type RestoreDependencies, readRecord } from './restore-photos';

/** Results are kept a year at most; see KEEP_RECOGNITIONS_HOURS. */
const MAX_KEPT_MS = 365 * 24 * 60 * 60 * 1000;

type Recognition = Omit<RecognitionRecord, 'faces'> & { faces: StoredFace[] };

interface Dependencies extends RestoreDependencies {
  drafts: Drafts;
  /** Of the photos in which people were recognised. */
  recognitions: PhotoStore;
}

/** Puts back photos that are nobody's: those in which people were recognised, and those that wait for an answer. */
export class PictureRestorer {
  constructor(private readonly deps: Dependencies) {}

  /**
   * @returns whether it was added; else it was there already
   * @throws recordDamaged, resultExpired, storageFull, and what the engine throws
   */
  async restoreRecognition(userId: number, filed: RawRecord, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const record = readRecord(recognitionRecord, filed);
    if (record.expiresAt <= Date.now()) throw resultExpired();
    if (await this.hasRecognition(userId, record)) return false;
    const described = await this.deps.engine.describe(bytes, signal);
    const path = `${await folderOf(this.deps.catalog, userId)}/${randomId()}.jpg`;
    const { jpeg, width, height } = described.picture;
    const row = { ...record, width, height, faces: facesOf(record, described) };
    await this.deps.recognitions.writeClaimed(path, jpeg, () => this.insertRecognition(userId, path, row));
    return true;
  }

  /** No two are of one moment. */
  private async hasRecognition(userId: number, { createdAt, width, height }: RecognitionRecord): Promise<boolean> {
    const { catalog } = this.deps;
    const same = catalog
      .selectFrom('recognitions')
      .select('id')
      .where('userId', '=', userId)
      .where('createdAt', '=', createdAt);
    return (await same.where('width', '=', width).where('height', '=', height).executeTakeFirst()) !== undefined;
  }

  private async insertRecognition(
    userId: number,
    path: string,
    { width, height, pictureHash, createdAt, expiresAt, faces }: Recognition,
  ): Promise<void> {
    const id = randomId();
    const row = {
      id,
      userId,
      path,
      width,
      height,
      pictureHash,
      createdAt,
      expiresAt: Math.min(expiresAt, Date.now() + MAX_KEPT_MS),
    };
    await this.deps.catalog.transaction().execute(async (trx) => {
      await trx.insertInto('recognitions').values(row).execute();
      for (const [position, face] of faces.entries()) {
        await trx
          .insertInto('recognizedFaces')
          .values({ recognitionId: id, position, ...toColumns(face) })
          .execute();
      }
    });
  }

  /**
   * @returns how many faces there are to choose among; undefined when it waits already
   * @throws recordDamaged, photoKnown when it has been answered here, storageFull, and what `readName` and the engine throw
   */
  async restoreWaiting(
    userId: number,
    filed: RawRecord,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const record = readRecord(waitingRecord, filed);
    const name = readName(record.name);
    const { catalog, drafts, engine } = this.deps;
    const sourceHash = record.sourceHash ?? createHash('sha256').update(bytes).digest('hex');
    if (await hasSource(catalog, userId, name, sourceHash)) throw photoKnown(name);
    if (await drafts.findBySource(userId, name, sourceHash)) return undefined;
    const described = await engine.describe(bytes, signal);
    const faces = facesOf(record, described);
    await drafts.add(
      userId,
      name,
      record.fileName,
      { ...described.picture, sourceHash, pictureHash: record.pictureHash },
      faces,
    );
    return faces.length;
  }
}
