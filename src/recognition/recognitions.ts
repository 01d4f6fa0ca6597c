import type { FileHandle } from 'node:fs/promises';
import { sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { fromColumns, toStored } from '../catalog/faces';
import { withNext } from '../catalog/next-descriptors';
import { isStorageFault } from '../catalog/storage-faults';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { requireGallery } from '../gallery/galleries';
import { requireMember } from '../gallery/memberships';
import type { Preferences } from '../gallery/preferences';
import type { Viewer } from '../gallery/viewer';
import { randomId } from '../storage/names';
import type { PhotoStore } from '../storage/photo-store';
import { pictureHash } from '../storage/picture-hash';
import { HOUR_MS } from '../units';
import { insertRecognition, isSeenBy, resultPath } from './recognition-rows';
import {
  type NewResult,
  type NumberedFace,
  type ResultPlace,
  type StoredRecognition,
  uploadedColumns,
} from './stored-recognition';

const COLUMNS = [
  ...(['id', 'path', 'width', 'height', 'createdAt', 'expiresAt', 'pictureHash', 'userId', 'shared'] as const),
  ...(['uploadedWidth', 'uploadedHeight', 'quarters'] as const),
];

/** The name of who made it. */
const MAKER = sql<string | null>`(select "displayName" from users where users.id = recognitions."userId")`.as('madeBy');

/** Stores recognitions: the photos, their faces and descriptors, for as long as each gallery keeps them. */
export class Recognitions {
  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly preferences: Preferences,
  ) {}

  /**
   * Stores a described photo. When this rejects, nothing is stored.
   * @param also what is to be written with it
   * @throws accountDeleted, storageFull, quotaReached
   */
  async add(
    { gallery, userId }: Viewer,
    { picture: { jpeg, ...size }, faces, uploaded, pictureHash = null }: NewResult,
    also: (trx: Transaction<Tables>, id: string) => Promise<void> = async () => undefined,
  ): Promise<StoredRecognition> {
    const id = randomId();
    const path = await resultPath(this.catalog, { gallery, userId }, id);
    const row = { id, path, ...size, createdAt: Date.now(), pictureHash, ...uploadedColumns(uploaded) };
    let expiresAt = row.createdAt;
    await this.store.writeClaimed(path, jpeg, () =>
      this.catalog.transaction().execute(async (trx) => {
        expiresAt += this.preferences.keepHoursOf(await requireGallery(trx, gallery.id)) * HOUR_MS;
        await requireMember(trx, { gallery, userId });
        const owned = { ...row, galleryId: gallery.id, userId, originId: null, expiresAt };
        await insertRecognition(trx, owned, faces.map(toStored));
        await also(trx, id);
      }),
    );
    return { ...row, expiresAt, userId, shared: 0, madeBy: null };
  }

  private current(viewer: Viewer) {
    return this.catalog.selectFrom('recognitions').where(isSeenBy(viewer)).where('expiresAt', '>', Date.now());
  }

  /** Finds a recognition that somebody made, or that is shared; undefined when there is none with this id, or it has expired. */
  async find(viewer: Viewer, id: string): Promise<StoredRecognition | undefined> {
    return this.current(viewer).select(COLUMNS).select(MAKER).where('id', '=', id).executeTakeFirst();
  }

  /** Counts the recognitions that somebody sees. */
  async count(viewer: Viewer): Promise<number> {
    const { count } = await this.current(viewer)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Lists some of the recognitions that somebody sees, the newest first. @param after how many come before them, or the one before them */
  async list(viewer: Viewer, limit: number, after: number | ResultPlace = 0): Promise<StoredRecognition[]> {
    const ordered = this.current(viewer)
      .select(COLUMNS)
      .select(MAKER)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .limit(limit);
    if (typeof after === 'number') return ordered.offset(after).execute();
    const { createdAt, id } = after;
    return ordered
      .where('createdAt', '<=', createdAt) // by which the index is searched
      .where(({ eb, or }) => or([eb('createdAt', '<', createdAt), eb('id', '>', id)]))
      .execute();
  }

  /** Finds the faces of some recognitions by the recognitions' ids, from left to right. Faces with a damaged descriptor are left out. @param isNext as they will be once the next descriptors count */
  async facesOf(ids: readonly string[], isNext = false): Promise<Map<string, NumberedFace[]>> {
    const faces = new Map<string, NumberedFace[]>();
    for await (const id of inTurns(ids)) {
      const rows = await this.catalog
        .selectFrom('recognizedFaces')
        .selectAll()
        .where('recognitionId', '=', id)
        .orderBy('position')
        .execute();
      faces.set(
        id,
        rows.flatMap((row) => {
          const face = fromColumns(isNext ? withNext(row) : row);
          return face ? [{ number: row.position + 1, face }] : [];
        }),
      );
    }
    return faces;
  }

  /** Reads the photo's bytes (JPEG); undefined when the file is gone. */
  readPhoto({ path }: Pick<StoredRecognition, 'path'>): Promise<Buffer | undefined> {
    return this.store.read(path);
  }

  /** Opens the photo's file (JPEG); undefined when it is gone. */
  openPhoto({ path }: StoredRecognition): Promise<FileHandle | undefined> {
    return this.store.open(path);
  }

  /** The photo's picture hash, made and stored when it is first needed; null when the file is gone. */
  async pictureHashOf(result: Pick<StoredRecognition, 'id' | 'path' | 'pictureHash'>): Promise<string | null> {
    if (result.pictureHash !== null) return result.pictureHash;
    const jpeg = await this.readPhoto(result);
    if (!jpeg) return null;
    const hash = await pictureHash(jpeg);
    // If the disk can't be written, the hash is made again next time. That must not keep people from what can be read.
    const stored = this.catalog
      .updateTable('recognitions')
      .set({ pictureHash: hash })
      .where('id', '=', result.id)
      .execute();
    await stored.catch((error) => isStorageFault(error) || Promise.reject(error));
    return hash;
  }
}
