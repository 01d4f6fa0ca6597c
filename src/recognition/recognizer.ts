import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { fromBytes, toBytes } from '../catalog/descriptors';
import { folderOf } from '../catalog/user-folder';
import type { MatchBounds } from '../config';
import type { Box, DescribedPhoto, FaceEngine } from '../engine/contract';
import type { ClosestPhoto, EnrolledPeople } from '../images/enrolled-people';
import { randomTail } from '../photos/image-name';
import type { PhotoStore } from '../photos/photo-store';
import { findMatches, type Match, reachOf } from './find-matches';

export interface RecognizedFace {
  box: Box;
  /** Undefined: nobody the user knows. */
  match: (Match & { closest: ClosestPhoto }) | undefined;
}

export interface Recognition {
  id: string;
  path: string;
  width: number;
  height: number;
  createdAt: number;
  faces: RecognizedFace[];
}

type Row = Omit<Recognition, 'faces'>;

const HOUR_MS = 60 * 60 * 1000;
const ROW = ['id', 'path', 'width', 'height', 'createdAt'] as const;

/**
 * Recognises the people of a photo. What is kept is the photo, its faces and their descriptors, but no name: who is who
 * is decided whenever the result is shown, so that a name deleted from the gallery is gone from every result.
 */
export class Recognizer {
  private readonly expiry: NodeJS.Timeout;

  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly engine: FaceEngine,
    private readonly enrolled: EnrolledPeople,
    private readonly settings: { match: MatchBounds; keepRecognitionsHours: number },
    private readonly log: Logger,
  ) {
    this.expiry = setInterval(() => void this.removeExpired().catch((error) => log.error({ err: error }, 'failed to remove expired results')), HOUR_MS);
    this.expiry.unref();
  }

  /**
   * Reads a photo and keeps the result, for as long as the settings say. When this rejects, nothing of it is stored.
   * @returns the result's id
   * @throws storageFull, and what the engine throws
   */
  async recognize(userId: number, bytes: Uint8Array, leaving?: AbortSignal): Promise<string> {
    const described = await this.engine.describe(bytes, leaving);
    const id = randomTail();
    const path = `${await folderOf(this.catalog, userId)}/${id}.jpg`;
    await this.store.write(path, described.picture.jpeg);
    try {
      await this.insert(userId, id, path, described);
    } catch (error) {
      await this.store.remove(path);
      throw error;
    }
    return id;
  }

  private async insert(userId: number, id: string, path: string, { picture: { width, height }, faces }: DescribedPhoto): Promise<void> {
    const createdAt = Date.now();
    const expiresAt = createdAt + this.settings.keepRecognitionsHours * HOUR_MS;
    await this.catalog.transaction().execute(async (work) => {
      await work.insertInto('recognitions').values({ id, userId, path, width, height, createdAt, expiresAt }).execute();
      for (const [position, { box, score, descriptor }] of faces.entries()) {
        await work
          .insertInto('recognizedFaces')
          .values({ recognitionId: id, position, ...box, score, descriptor: toBytes(descriptor) })
          .execute();
      }
    });
  }

  /** A result with the names of today's gallery, or undefined when the user has none of that id, or no more. */
  async find(userId: number, id: string): Promise<Recognition | undefined> {
    const row = await this.current(userId).where('id', '=', id).executeTakeFirst();
    return row && this.withFaces(userId, row);
  }

  /** The newest result of a user. */
  async findLast(userId: number): Promise<Recognition | undefined> {
    const row = await this.current(userId).orderBy('createdAt', 'desc').limit(1).executeTakeFirst();
    return row && this.withFaces(userId, row);
  }

  /** The photo's bytes (JPEG), or undefined when its file is gone. */
  readPhoto({ path }: Recognition): Promise<Buffer | undefined> {
    return this.store.read(path);
  }

  private current(userId: number) {
    return this.catalog.selectFrom('recognitions').select(ROW).where('userId', '=', userId).where('expiresAt', '>', Date.now());
  }

  private async withFaces(userId: number, row: Row): Promise<Recognition> {
    const faces = await this.catalog.selectFrom('recognizedFaces').selectAll().where('recognitionId', '=', row.id).orderBy('position').execute();
    const readable = faces.flatMap(({ left, top, width, height, descriptor }) => {
      const read = fromBytes(descriptor);
      return read ? [{ box: { left, top, width, height }, descriptor: read }] : [];
    });
    return { ...row, faces: await this.identify(userId, readable) };
  }

  private async identify(userId: number, faces: ReadonlyArray<{ box: Box; descriptor: Float32Array }>): Promise<RecognizedFace[]> {
    const { match: bounds } = this.settings;
    const hits = await this.enrolled.within(
      userId,
      faces.map(({ descriptor }) => descriptor),
      reachOf(bounds),
    );
    const matches = findMatches(hits, bounds);
    return Promise.all(
      faces.map(async ({ box, descriptor }, i) => {
        const match = matches[i];
        const closest = match && (await this.enrolled.closestPhoto(userId, match.person.id, descriptor));
        return { box, match: match && closest && { ...match, closest } };
      }),
    );
  }

  private async removeExpired(): Promise<void> {
    const expired = await this.catalog.selectFrom('recognitions').select(['id', 'path']).where('expiresAt', '<=', Date.now()).execute();
    for (const { id, path } of expired) {
      await this.catalog.deleteFrom('recognitions').where('id', '=', id).execute();
      await this.store.remove(path);
    }
    if (expired.length > 0) this.log.info({ count: expired.length }, 'expired results were removed');
  }

  /** At start: removes what has expired, results whose photo is gone, and photos that no result claims. */
  async tidy(): Promise<void> {
    await this.removeExpired();
    const rows = await this.catalog.selectFrom('recognitions').select(['id', 'path']).execute();
    const missing = await this.store.sweep(new Set(rows.map(({ path }) => path)));
    for (const { id, path } of rows) {
      if (!missing.has(path)) continue;
      this.log.warn({ id }, 'a result was removed: its photo is missing');
      await this.catalog.deleteFrom('recognitions').where('id', '=', id).execute();
    }
  }

  async close(): Promise<void> {
    clearInterval(this.expiry);
  }
}
