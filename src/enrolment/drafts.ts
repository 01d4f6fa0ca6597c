import type { FileHandle } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { fromColumns, type StoredFace, toColumns } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { folderOf } from '../catalog/user-folder';
import { everyHour, surelyPast } from '../concurrency/schedule';
import { nameKey } from '../gallery/person-name';
import { randomId } from '../storage/image-name';
import type { PhotoStore } from '../storage/photo-store';
import { DAY_MS } from '../units';

/** A picture that the app has made of an upload, and what it is known again by. */
export interface DraftPicture {
  jpeg: Uint8Array;
  width: number;
  height: number;
  /** SHA-256 of the uploaded file, in hex; null when it isn't known any more. */
  sourceHash: string | null;
  pictureHash: string | null;
}

export type Draft = Omit<Tables['drafts'], 'userId'>;

export interface DescribedDraft extends Draft {
  /** From left to right. */
  faces: StoredFace[];
}

const KEPT_DAYS = 7;
const COLUMNS = [
  'id',
  'name',
  'fileName',
  'path',
  'width',
  'height',
  'sourceHash',
  'pictureHash',
  'createdAt',
] as const;

/** Photos that wait for an answer: which of the faces is meant, or whether it is the person of that name. A week later they go. */
export class Drafts {
  private readonly stopExpiry: () => void;

  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly log: Logger,
  ) {
    this.stopExpiry = everyHour((past) => this.removeExpired(past), log, 'failed to remove old drafts');
  }

  /** Keeps a described photo until its question is answered. When this rejects, nothing of it is stored. @returns the draft's id */
  async add(
    userId: number,
    name: string,
    fileName: string,
    picture: DraftPicture,
    faces: readonly StoredFace[],
  ): Promise<string> {
    const { jpeg, width, height, sourceHash, pictureHash } = picture;
    const id = randomId();
    const path = `${await folderOf(this.catalog, userId)}/${id}.jpg`;
    const row = {
      id,
      userId,
      name,
      fileName,
      path,
      width,
      height,
      sourceHash: sourceHash ?? '',
      pictureHash: pictureHash ?? '',
      createdAt: Date.now(),
    };
    await this.store.writeClaimed(path, jpeg, () => this.insert(row, faces));
    return id;
  }

  private async insert(row: Tables['drafts'], faces: readonly StoredFace[]): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      await trx.insertInto('drafts').values(row).execute();
      for (const [position, face] of faces.entries()) {
        await trx
          .insertInto('draftFaces')
          .values({ draftId: row.id, position, ...toColumns(face) })
          .execute();
      }
    });
  }

  private own(userId: number) {
    const since = Date.now() - KEPT_DAYS * DAY_MS;
    return this.catalog
      .selectFrom('drafts')
      .select(COLUMNS)
      .where('userId', '=', userId)
      .where('createdAt', '>', since);
  }

  /** The oldest first, as their questions came up. */
  async list(userId: number, limit: number): Promise<Draft[]> {
    return this.own(userId).orderBy('createdAt').orderBy('id').limit(limit).execute();
  }

  async count(userId: number): Promise<number> {
    const { count } = await this.own(userId)
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** The draft that the same file for the same person made before. */
  async findBySource(userId: number, name: string, sourceHash: string): Promise<Draft | undefined> {
    const rows = await this.own(userId).where('sourceHash', '=', sourceHash).execute();
    return rows.find((row) => nameKey(row.name) === nameKey(name));
  }

  /** A draft of the user's, or undefined when there is none of that id any more. */
  async find(userId: number, id: string): Promise<DescribedDraft | undefined> {
    const draft = await this.own(userId).where('id', '=', id).executeTakeFirst();
    if (!draft) return undefined;
    const rows = await this.catalog
      .selectFrom('draftFaces')
      .selectAll()
      .where('draftId', '=', id)
      .orderBy('position')
      .execute();
    return { ...draft, faces: rows.flatMap((row) => fromColumns(row) ?? []) };
  }

  /** The photo's bytes (JPEG), or undefined when its file is gone. */
  readPhoto({ path }: Draft): Promise<Buffer | undefined> {
    return this.store.read(path);
  }

  /** The photo, to be sent; undefined when its file is gone. */
  openPhoto({ path }: Draft): Promise<FileHandle | undefined> {
    return this.store.open(path);
  }

  /** Removes a draft and its photo; one that is gone already is no error. */
  async remove({ id, path }: Draft): Promise<void> {
    await this.catalog.deleteFrom('drafts').where('id', '=', id).execute();
    await this.store.remove(path);
  }

  /** Removes the photo of a draft whose rows went with its answer. What the disk won't let go is tried again with the next change. */
  async removeAnswered({ id, path }: Draft): Promise<void> {
    await this.store
      .remove(path)
      .catch((error) => this.log.warn({ err: error, id }, "failed to remove an answered draft's photo"));
  }

  private async removeExpired(past: number): Promise<void> {
    const old = await this.catalog
      .selectFrom('drafts')
      .select(COLUMNS)
      .where('createdAt', '<=', past - KEPT_DAYS * DAY_MS)
      .execute();
    for (const draft of old) await this.remove(draft);
  }

  /** At start: removes what is too old, drafts whose photo is gone, and photos that no draft claims. */
  async tidy(): Promise<void> {
    await this.removeExpired(surelyPast());
    const drafts = await this.catalog.selectFrom('drafts').select(COLUMNS).execute();
    const missing = await this.store.sweep(new Set(drafts.map(({ path }) => path)));
    for (const draft of drafts) {
      if (!missing.has(draft.path)) continue;
      this.log.warn({ id: draft.id }, 'draft removed: its photo is missing');
      await this.remove(draft);
    }
  }

  async close(): Promise<void> {
    this.stopExpiry();
  }
}
