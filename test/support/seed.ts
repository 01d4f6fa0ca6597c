import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Insertable, Transaction } from 'kysely';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { toBytes } from '../../src/catalog/descriptors';
import type { Tables } from '../../src/catalog/tables';
import { type Gallery, requireGallery } from '../../src/gallery/galleries';
import { DAY_MS } from '../../src/units';
import { MADE, NETWORK } from './descriptors';
import { facelessPhoto } from './photos';

/** A picture of the size that the rows say. */
const SIZE = { width: 1280, height: 960 };
const VIEW = { score: 1, sharpness: 0.9, turn: 0, quality: 0.8, ...MADE };
const CLOSING_MS = 100;
/** Values in one statement: SQLite takes 32,766. */
const MAX_VALUES = 30_000;

type Trx = Transaction<Tables>;
/** A row as it is inserted. */
type Row<Table extends keyof Tables> = Insertable<Tables[Table]>;

/** Writes rows straight into the catalog of an app that runs: a gallery that people would fill for years, and one that nobody would. */
export class Seed {
  private constructor(
    readonly catalog: Catalog,
    readonly gallery: Gallery,
    private readonly dataDir: string,
  ) {}

  /** Begins to fill the gallery of somebody who has signed in. */
  static async of(dataDir: string, displayName: string): Promise<Seed> {
    const catalog = await openCatalog(dataDir);
    const { id } = await catalog
      .selectFrom('galleries')
      .innerJoin('users', 'users.id', 'ownerId')
      .select('galleries.id')
      .where('displayName', '=', displayName)
      .executeTakeFirstOrThrow();
    return new Seed(catalog, await requireGallery(catalog, id), dataDir);
  }

  async close(): Promise<void> {
    await this.catalog.destroy();
    // Filling has blocked for seconds: only now is it heard which connections the app has closed meanwhile.
    await pause(CLOSING_MS);
  }

  /** Changes the catalog. The app writes at the same time, so the transaction begins with a write. */
  private change<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    return this.catalog.transaction().execute(async (trx) => {
      await trx.updateTable('galleries').set({ name: 'Personal' }).where('id', '=', this.gallery.id).execute();
      return work(trx);
    });
  }

  private async insert<Table extends keyof Tables>(trx: Trx, table: Table, rows: ReadonlyArray<Row<Table>>) {
    const [first] = rows;
    if (!first) return;
    const atOnce = Math.floor(MAX_VALUES / Object.keys(first).length);
    for (let from = 0; from < rows.length; from += atOnce)
      // The cast says what Row says: the columns are the table's.
      await trx
        .insertInto(table)
        .values(rows.slice(from, from + atOnce) as never)
        .execute();
  }

  private async nextId(trx: Trx, table: 'people' | 'photos' | 'verdicts'): Promise<number> {
    const row = await trx
      .selectFrom(table)
      .select(({ fn }) => fn.max('id').as('last'))
      .executeTakeFirst();
    return Number(row?.last ?? 0) + 1;
  }

  /** Raises the gallery's version as a change does, so that the app loads these people. */
  private async touch(trx: Trx, people: readonly number[]): Promise<void> {
    const { version } = await trx
      .updateTable('galleries')
      .set(({ eb }) => ({ version: eb('version', '+', 1) }))
      .where('id', '=', this.gallery.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    await this.insert(
      trx,
      'galleryChanges',
      people.map((personId) => ({ galleryId: this.gallery.id, personId, version })),
    );
  }

  /**
   * Adds people with photos that have no files.
   * @param descriptorOf of the i-th photo of all
   * @returns the people's ids
   */
  people(names: readonly string[], photosEach: number, descriptorOf: (i: number) => Float32Array): Promise<number[]> {
    const { id: galleryId, folder } = this.gallery;
    return this.change(async (trx) => {
      const [firstPerson, firstPhoto] = [await this.nextId(trx, 'people'), await this.nextId(trx, 'photos')];
      const people = names.map((name, i) => ({
        ...{ id: firstPerson + i, galleryId, name, nameKey: name.toLowerCase(), searchKey: name.toLowerCase() },
        ...{ handle: `p${firstPerson + i}`, createdAt: i, coverPhotoId: null, stays: 0 },
      }));
      await this.insert(trx, 'people', people);
      const photos = Array.from({ length: names.length * photosEach }, (_, i) => ({
        ...{ id: firstPhoto + i, galleryId, personId: firstPerson + Math.floor(i / photosEach), ...SIZE },
        ...{ imageName: `photo-${firstPhoto + i}`, path: `${folder}/photo-${firstPhoto + i}.jpg`, createdAt: i },
        ...{ imageId: randomUUID(), quarantined: null, sourceHash: null, pictureHash: null, verdictId: null },
      }));
      await this.insert(trx, 'photos', photos);
      const box = { left: 10, top: 10, width: 200, height: 200 };
      const faces = photos.map(({ id }, i) => ({ photoId: id, ...box, ...VIEW, descriptor: toBytes(descriptorOf(i)) }));
      await this.insert(trx, 'faces', faces);
      const ids = people.map(({ id }) => id);
      await this.touch(trx, ids);
      return ids;
    });
  }

  /**
   * Adds a result with its picture, and faces in rows and columns.
   * @param at where the i-th face is, as shares of the picture; by default beside each other
   * @returns its id
   */
  async result(
    faces: number,
    descriptorOf: (i: number) => Float32Array,
    { pictureHash = null, isAtOnePlace = false, expiresAt = Date.now() + 1e9 }: Partial<ResultOptions> = {},
  ): Promise<string> {
    const id = `r${Math.random().toString(32).slice(2, 12)}`;
    const { id: galleryId, folder, ownerId: userId } = this.gallery;
    const file = path.join(this.dataDir, 'recognitions', folder, `${id}.jpg`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, await facelessPhoto(SIZE.width, SIZE.height));
    const columns = Math.ceil(Math.sqrt(faces));
    const [width, height] = [SIZE.width / columns / 2, SIZE.height / columns / 2];
    const boxOf = (i: number) =>
      isAtOnePlace
        ? { left: 400, top: 300, width: 200, height: 200 }
        : { left: (i % columns) * 2 * width, top: Math.floor(i / columns) * 2 * height, width, height };
    await this.change(async (trx) => {
      const row = { id, galleryId, userId, path: `${folder}/${id}.jpg`, ...SIZE, createdAt: Date.now(), expiresAt };
      await trx
        .insertInto('recognitions')
        .values({ ...row, pictureHash, originId: null })
        .execute();
      const rows = Array.from({ length: faces }, (_, i) => ({
        ...{ recognitionId: id, position: i, ...boxOf(i), ...VIEW, descriptor: toBytes(descriptorOf(i)) },
      }));
      await this.insert(trx, 'recognizedFaces', rows);
    });
    return id;
  }

  /** Adds results of yesterday, without pictures. */
  async results(
    count: number,
    facesEach: number,
    descriptorOf: () => Float32Array,
    expiresAt = Date.now() + 1e9,
  ): Promise<void> {
    const { id: galleryId, folder, ownerId: userId } = this.gallery;
    const ids = Array.from({ length: count }, (_, i) => `s${galleryId}x${i}`);
    const createdAt = Date.now() - DAY_MS;
    await this.change(async (trx) => {
      const rows = ids.map((id) => ({
        ...{ id, galleryId, userId, path: `${folder}/${id}.jpg`, ...SIZE, createdAt, expiresAt },
        ...{ pictureHash: null, originId: null },
      }));
      await this.insert(trx, 'recognitions', rows);
      const box = { left: 10, top: 10, width: 100, height: 100 };
      const faces = ids.flatMap((recognitionId) =>
        Array.from({ length: facesEach }, (_, position) => ({
          ...{ recognitionId, position, ...box, ...VIEW, descriptor: toBytes(descriptorOf()) },
        })),
      );
      await this.insert(trx, 'recognizedFaces', faces);
    });
  }

  /** Adds verdicts on faces. @returns their ids */
  verdicts(
    said: ReadonlyArray<{ personId: number; isPerson: boolean; descriptor: Float32Array; pictureHash?: string }>,
  ): Promise<number[]> {
    return this.change(async (trx) => {
      const first = await this.nextId(trx, 'verdicts');
      const place = { left: 0.9, top: 0.9, width: 0.01, height: 0.01 };
      const rows = said.map(({ personId, isPerson, descriptor, pictureHash = null }, i) => ({
        ...{ id: first + i, galleryId: this.gallery.id, personId, isPerson: Number(isPerson), pictureHash, ...place },
        ...{ descriptor: toBytes(descriptor), network: NETWORK, createdAt: i },
      }));
      await this.insert(trx, 'verdicts', rows);
      return rows.map(({ id }) => id);
    });
  }

  /** Adds merges into a person, each of somebody who had some of the photos. */
  async merges(personId: number, count: number, photosEach: number): Promise<void> {
    const photos = await this.catalog.selectFrom('photos').select('id').where('personId', '=', personId).execute();
    const ids = photos.slice(0, photosEach).map(({ id }) => id);
    const rows = Array.from({ length: count }, (_, i) => {
      const merged = {
        id: 1_000_000 + i,
        handle: `merged-${i}`,
        name: `Merged ${i}`,
        createdAt: i,
        coverPhotoId: null,
      };
      const snapshot = JSON.stringify({
        ...merged,
        photos: ids,
        verdicts: [],
        merges: [],
        drafts: [],
        keptCover: null,
      });
      const row = { id: `merge-${personId}-${i}`, galleryId: this.gallery.id, personId, createdAt: Date.now() - i };
      return { ...row, mergedName: merged.name, snapshot };
    });
    await this.change((trx) => this.insert(trx, 'merges', rows));
  }

  /** Adds drafts of a person, without pictures. */
  async drafts(personId: number, name: string, count: number, facesEach: number, descriptor: Float32Array) {
    const { id: galleryId, folder } = this.gallery;
    const drafts = Array.from({ length: count }, (_, i) => ({
      ...{
        id: `d${personId}x${i}`,
        galleryId,
        personId,
        name,
        nameKey: name.toLowerCase(),
        fileName: 'a.jpg',
        ...SIZE,
      },
      ...{ path: `${folder}/d${personId}x${i}.jpg`, sourceHash: '', pictureHash: '', createdAt: Date.now() },
    }));
    const box = { left: 10, top: 10, width: 100, height: 100, ...VIEW, descriptor: toBytes(descriptor) };
    const positions = Array.from({ length: facesEach }, (_, position) => position);
    await this.change(async (trx) => {
      await this.insert(trx, 'drafts', drafts);
      const faces = drafts.flatMap(({ id }) => positions.map((position) => ({ draftId: id, position, ...box })));
      await this.insert(trx, 'draftFaces', faces);
    });
  }

  /** Adds faces that are to be ignored. */
  async ignored(descriptors: readonly Float32Array[], pictureHash: string | null = null): Promise<void> {
    const place = { left: 0.9, top: 0.9, width: 0.01, height: 0.01 };
    const rows = descriptors.map((descriptor, i) => ({
      ...{ id: `i${i}`, galleryId: this.gallery.id, isFace: 1, pictureHash, ...place },
      ...{ descriptor: toBytes(descriptor), network: NETWORK, createdAt: i },
      ...{ recognitionId: null, faceNumber: null },
    }));
    await this.change((trx) => this.insert(trx, 'ignoredFaces', rows));
  }
}

interface ResultOptions {
  pictureHash: string | null;
  isAtOnePlace: boolean;
  expiresAt: number;
}
