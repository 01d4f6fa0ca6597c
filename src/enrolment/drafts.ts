import type { FileHandle } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import { surelyPast } from '../concurrency/schedule';
import { inTurns } from '../concurrency/turns';
import { tell } from '../events/happenings';
import type { Gallery } from '../gallery/galleries';
import { nameKey } from '../gallery/person-name';
import { randomId } from '../storage/names';
import type { PhotoStore } from '../storage/photo-store';
import { DAY_MS } from '../units';
import { type DescribedDraft, type Draft, type DraftFile, facesOfDraft, insertDraft, selectDrafts } from './draft-rows';

/** A picture that the engine made of an upload, and the hashes that identify it. */
export interface DraftPicture {
  jpeg: Uint8Array;
  width: number;
  height: number;
  /** SHA-256 of the uploaded file, in hex; null when it is unknown. */
  sourceHash: string | null;
  /** The perceptual hash (storage/picture-hash.ts); null when it is unknown. */
  pictureHash: string | null;
}

const KEPT_DAYS = 7;
/** How many drafts are removed in one transaction: each may have 300 faces. */
const MAX_AT_ONCE = 20;

/** Keeps uploaded photos until the user answers: which face is meant, or whether it really is that person. They expire after a week. */
export class Drafts {
  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly log: Logger,
  ) {}

  /**
   * Adds a draft. When this rejects, nothing of it is stored.
   * @param whose whose photo it is to become: their name as `readName` returns it, and who they are if they are known
   * @param fileName safe to show
   * @returns the draft's id
   * @throws personNotFound when a known person is gone, accountDeleted, storageFull, storageUnavailable, quotaReached
   */
  async add(
    gallery: Gallery,
    whose: string | { name: string; personId?: number | undefined },
    fileName: string,
    picture: DraftPicture,
    faces: readonly StoredFace[],
  ): Promise<string> {
    const { name, personId } = typeof whose === 'string' ? { name: whose, personId: undefined } : whose;
    const { jpeg, width, height, sourceHash, pictureHash } = picture;
    const id = randomId();
    const path = `${gallery.folder}/${id}.jpg`;
    const hashes = { sourceHash: sourceHash ?? '', pictureHash: pictureHash ?? '' };
    const row = { id, galleryId: gallery.id, name, fileName, path, width, height, ...hashes, createdAt: Date.now() };
    const claim = () =>
      this.catalog.transaction().execute(async (trx) => {
        await insertDraft(trx, row, faces, personId);
        await tell(trx, gallery.id, { type: 'draft.added', draft: id });
      });
    await this.store.writeClaimed(path, jpeg, claim);
    return id;
  }

  /** Selects the drafts of a gallery that haven't expired. */
  private in({ id }: Gallery) {
    return selectDrafts(this.catalog, id).where('createdAt', '>', Date.now() - KEPT_DAYS * DAY_MS);
  }

  /** Lists drafts, the oldest first. */
  async list(gallery: Gallery, limit: number): Promise<Draft[]> {
    return this.in(gallery).orderBy('createdAt').orderBy('id').limit(limit).execute();
  }

  /** Lists drafts, the oldest first, from a place on. @param after the last one that is left out */
  async listAfter(
    gallery: Gallery,
    after: Pick<Draft, 'id' | 'createdAt'> | undefined,
    limit: number,
  ): Promise<Draft[]> {
    return this.in(gallery)
      .$if(after !== undefined, (query) =>
        query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('createdAt', 'id'), '>', tuple(after?.createdAt ?? 0, after?.id ?? '')),
        ),
      )
      .orderBy('createdAt')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Lists the drafts of a person, the oldest first. @param name as `readName` returns it */
  async listOf(gallery: Gallery, name: string, limit: number): Promise<Draft[]> {
    return this.in(gallery)
      .where('nameKey', '=', nameKey(name))
      .orderBy('createdAt')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Counts the faces of drafts. @returns by the drafts' ids */
  async faceCounts(drafts: readonly Draft[]): Promise<Map<string, number>> {
    if (drafts.length === 0) return new Map();
    const rows = await this.catalog
      .selectFrom('draftFaces')
      .select(({ fn }) => ['draftId', fn.countAll<number>().as('faces')])
      .where(
        'draftId',
        'in',
        drafts.map(({ id }) => id),
      )
      .groupBy('draftId')
      .execute();
    return new Map(rows.map(({ draftId, faces }) => [draftId, Number(faces)]));
  }

  /** Counts the drafts of a gallery. */
  async count(gallery: Gallery): Promise<number> {
    const { count } = await this.in(gallery)
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Finds the draft of an earlier upload of the same file for the same person. @param sourceHash SHA-256, in hex */
  async findBySource(gallery: Gallery, name: string, sourceHash: string): Promise<Draft | undefined> {
    return this.in(gallery)
      .where('sourceHash', '=', sourceHash)
      .where('nameKey', '=', nameKey(name))
      .executeTakeFirst();
  }

  /** Finds a draft with its faces. @returns undefined when the gallery has none with this id any more */
  async find(gallery: Gallery, id: string): Promise<DescribedDraft | undefined> {
    const draft = await this.in(gallery).where('id', '=', id).executeTakeFirst();
    return draft && { ...draft, faces: await facesOfDraft(this.catalog, id) };
  }

  /** Reads a draft's photo (JPEG). @returns undefined when its file is gone */
  readPhoto({ path }: Draft): Promise<Buffer | undefined> {
    return this.store.read(path);
  }

  /** Opens a draft's photo (JPEG); the caller closes it. @returns undefined when its file is gone */
  openPhoto({ path }: Draft): Promise<FileHandle | undefined> {
    return this.store.open(path);
  }

  /** Discards a draft that somebody doesn't want to answer, if it is still there. */
  async discard({ id: galleryId }: Gallery, draft: DraftFile): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const gone = await trx
        .deleteFrom('drafts')
        .where('galleryId', '=', galleryId)
        .where('id', '=', draft.id)
        .returning('id')
        .execute();
      if (gone.length > 0) await tell(trx, galleryId, { type: 'draft.discarded', draft: draft.id });
    });
    await this.store.remove(draft.path);
  }

  /** Removes a draft and its photo, if it is still there. */
  async remove({ id, path }: DraftFile): Promise<void> {
    await this.catalog.deleteFrom('drafts').where('id', '=', id).execute();
    await this.store.remove(path);
  }

  /** Removes most of a person's drafts if there are many, one by one: their faces would be too much for one transaction. */
  async removeTooMany(personId: number): Promise<void> {
    const all = await this.catalog
      .selectFrom('drafts')
      .select(['id', 'path'])
      .where('personId', '=', personId)
      .execute();
    for await (const draft of inTurns(all.slice(MAX_AT_ONCE))) await this.remove(draft);
  }

  /** Removes the photos of drafts whose rows were deleted. */
  async removeFiles(drafts: readonly DraftFile[]): Promise<void> {
    await this.store.remove(drafts.map(({ path }) => path));
  }

  /** Removes the photo of an answered draft. A failure is only logged, as the store tries again with its next change. */
  async discardFile(draft: DraftFile): Promise<void> {
    await this.removeFiles([draft]).catch((error) =>
      this.log.warn({ err: error, id: draft.id }, "failed to remove an answered draft's photo"),
    );
  }

  /** Removes drafts that have expired. @param past a time that has surely passed, in milliseconds since 1970 */
  async tidy(past = surelyPast()): Promise<void> {
    const old = await this.catalog
      .selectFrom('drafts')
      .select(['id', 'path'])
      .where('createdAt', '<=', past - KEPT_DAYS * DAY_MS)
      .execute();
    for await (const draft of inTurns(old)) await this.remove(draft);
  }

  /** Discards all drafts of a gallery, one by one. @returns how many */
  async discardAll(gallery: Gallery): Promise<number> {
    const all = await this.catalog
      .selectFrom('drafts')
      .select(['id', 'path'])
      .where('galleryId', '=', gallery.id)
      .execute();
    for await (const draft of inTurns(all)) await this.discard(gallery, draft);
    return all.length;
  }

  /** Removes all drafts of a gallery, one by one. */
  async removeAll({ id }: Pick<Gallery, 'id'>): Promise<void> {
    const all = await this.catalog.selectFrom('drafts').select(['id', 'path']).where('galleryId', '=', id).execute();
    for await (const draft of inTurns(all)) await this.remove(draft);
  }

  /** Removes drafts whose photo is missing, and photos that no draft claims (`PhotoStore.sweep`). */
  async sweep(isAlone: boolean): Promise<void> {
    const drafts = await this.catalog.selectFrom('drafts').select(['id', 'path']).execute();
    const missing = await this.store.sweep(new Set(drafts.map(({ path }) => path)), isAlone);
    for (const draft of drafts) {
      if (!missing.has(draft.path)) continue;
      this.log.warn({ id: draft.id }, 'draft removed: its photo is missing');
      await this.remove(draft);
    }
  }
}
