import type { FileHandle } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { fromColumns, insertFaces, type StoredFace } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { everyHour, surelyPast } from '../concurrency/schedule';
import { type Gallery, requireGallery } from '../gallery/gallery-rows';
import { nameKey } from '../gallery/person-name';
import { findPerson } from '../gallery/person-rows';
import { randomId } from '../storage/image-name';
import type { PhotoStore } from '../storage/photo-store';
import { DAY_MS } from '../units';
import type { DraftFile } from './draft-rows';

/** A picture that the app has made of an upload, and what it is known again by. */
export interface DraftPicture {
  jpeg: Uint8Array;
  width: number;
  height: number;
  /** SHA-256 of the uploaded file, in hex; null when it isn't known any more. */
  sourceHash: string | null;
  pictureHash: string | null;
}

export type Draft = Omit<Tables['drafts'], 'galleryId' | 'nameKey' | 'personId'>;

export interface DescribedDraft extends Draft {
  /** From left to right. */
  faces: StoredFace[];
}

const KEPT_DAYS = 7;
const COLUMNS = [
  ...(['id', 'name', 'fileName', 'path', 'width', 'height'] as const),
  ...(['sourceHash', 'pictureHash', 'createdAt'] as const),
];

/** Uploaded photos that wait for an answer: which of the faces, or whether it is the person of that name. A week later they go. */
export class Drafts {
  private readonly stopExpiry: () => void;

  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly log: Logger,
  ) {
    this.stopExpiry = everyHour((past) => this.removeExpired(past), log, 'failed to remove old drafts');
  }

  /**
   * Keeps a described photo until its question is answered. When this rejects, nothing of it is stored.
   * @param name of whom it is to be a photo, as `readName` gives it
   * @returns the draft's id
   * @throws accountDeleted, storageFull, storageUnavailable, quotaReached
   */
  async add(
    gallery: Gallery,
    name: string,
    fileName: string,
    picture: DraftPicture,
    faces: readonly StoredFace[],
  ): Promise<string> {
    const { jpeg, width, height, sourceHash, pictureHash } = picture;
    const id = randomId();
    const path = `${gallery.folder}/${id}.jpg`;
    const hashes = { sourceHash: sourceHash ?? '', pictureHash: pictureHash ?? '' };
    const row = { id, name, nameKey: nameKey(name), fileName, path, width, height, ...hashes, createdAt: Date.now() };
    await this.store.writeClaimed(path, jpeg, () => this.insert({ galleryId: gallery.id, ...row }, faces));
    return id;
  }

  private async insert(row: Omit<Tables['drafts'], 'personId'>, faces: readonly StoredFace[]): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      await requireGallery(trx, row.galleryId);
      const person = await findPerson(trx, row.galleryId, row.name);
      await trx
        .insertInto('drafts')
        .values({ ...row, personId: person?.id ?? null })
        .execute();
      await insertFaces(trx, { draftId: row.id }, faces);
    });
  }

  private in({ id }: Gallery) {
    const since = Date.now() - KEPT_DAYS * DAY_MS;
    return this.catalog.selectFrom('drafts').select(COLUMNS).where('galleryId', '=', id).where('createdAt', '>', since);
  }

  /** The oldest first, as their questions came up. */
  async list(gallery: Gallery, limit: number): Promise<Draft[]> {
    return this.in(gallery).orderBy('createdAt').orderBy('id').limit(limit).execute();
  }

  async count(gallery: Gallery): Promise<number> {
    const { count } = await this.in(gallery)
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** The draft that the same file for the same person made before. */
  async findBySource(gallery: Gallery, name: string, sourceHash: string): Promise<Draft | undefined> {
    return this.in(gallery)
      .where('sourceHash', '=', sourceHash)
      .where('nameKey', '=', nameKey(name))
      .executeTakeFirst();
  }

  /** A draft of the gallery, or undefined when there is none of that id any more. */
  async find(gallery: Gallery, id: string): Promise<DescribedDraft | undefined> {
    const draft = await this.in(gallery).where('id', '=', id).executeTakeFirst();
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
  async remove({ id, path }: DraftFile): Promise<void> {
    await this.catalog.deleteFrom('drafts').where('id', '=', id).execute();
    await this.store.remove(path);
  }

  /** Removes the photos of drafts whose rows are gone. */
  async removeFiles(drafts: readonly DraftFile[]): Promise<void> {
    await this.store.remove(...drafts.map(({ path }) => path));
  }

  /** As `removeFiles`, where a failure is no reason to refuse: what the disk won't let go is tried again with the next change. */
  async discardFile(draft: DraftFile): Promise<void> {
    await this.removeFiles([draft]).catch((error) =>
      this.log.warn({ err: error, id: draft.id }, "failed to remove an answered draft's photo"),
    );
  }

  private async removeExpired(past: number): Promise<void> {
    const old = await this.catalog
      .selectFrom('drafts')
      .select(['id', 'path'])
      .where('createdAt', '<=', past - KEPT_DAYS * DAY_MS)
      .execute();
    for (const draft of old) await this.remove(draft);
  }

  /** At start: removes what is too old, drafts whose photo is gone, and photos that no draft claims. */
  async tidy(): Promise<void> {
    await this.removeExpired(surelyPast());
    const drafts = await this.catalog.selectFrom('drafts').select(['id', 'path']).execute();
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
