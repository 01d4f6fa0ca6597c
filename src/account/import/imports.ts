import { open } from 'node:fs/promises';
import type { Logger } from 'pino';
import { everyHour } from '../../catalog/hourly';
import { sqliteCodeOf } from '../../catalog/sqlite-driver';
import { folderOf } from '../../catalog/user-folder';
import { importNotFound, importsUnfinished, isFault } from '../../errors';
import { shownName } from '../../images/add-photos';
import { randomTail } from '../../photos/image-name';
import { type FileResult, type Import, ImportRows, type Tally } from './import-rows';
import { ImportRunner, type RunParts } from './import-run';

/** An import, how far it has come, and whether it is being worked on right now. */
export interface ImportProgress extends Import {
  tally: Tally;
  isActive: boolean;
}

interface Run {
  userId: number;
  stopping: AbortController;
  ended: Promise<void>;
}

const MOST_UNFINISHED = 3;
const SQLITE_FULL = 13;
const NO_ROOM = 'There was no room left to store more photos.';
const BROKEN_OFF = 'It broke off for a reason of ours.';

const isFull = (error: unknown) => (isFault(error) && error.id === 'storage_full') || sqliteCodeOf(error) === SQLITE_FULL;

/** Adds zips of photos while their people do something else. After a restart each goes on where it was. */
export class Imports {
  private readonly rows: ImportRows;
  private readonly runner: ImportRunner;
  private readonly runs = new Map<string, Run>();
  private readonly stopExpiry: () => void;
  private isClosed = false;

  constructor(
    private readonly parts: RunParts,
    private readonly log: Logger,
  ) {
    this.rows = new ImportRows(parts.catalog);
    this.runner = new ImportRunner(parts, this.rows);
    this.stopExpiry = everyHour(() => this.removeExpired(), log, 'failed to remove old imports');
  }

  /** To be asked before a zip is received. @throws importsUnfinished when the user has several that are not finished */
  async makeRoom(userId: number): Promise<void> {
    if ((await this.rows.countUnfinished(userId)) >= MOST_UNFINISHED) throw importsUnfinished();
  }

  /**
   * Takes over an uploaded zip, and begins to add what is in it.
   * @param file a temporary one; when this rejects, nothing is stored
   * @returns the import's id
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar, zipWithoutPhotos, galleryFileUnreadable, galleryFileNewer
   */
  async begin(userId: number, fileName: string, file: string): Promise<string> {
    const total = await this.runner.count(await open(file, 'r'));
    const { catalog, zips } = this.parts;
    const id = randomTail();
    const path = `${await folderOf(catalog, userId)}/${id}.zip`;
    const row: Import = { id, userId, fileName: shownName(fileName), path, state: 'running', message: null, total, createdAt: Date.now() };
    await zips.adopt(path, file);
    await this.rows.insert(row).catch(async (error) => {
      await zips.remove(path);
      throw error;
    });
    this.start(row);
    return id;
  }

  private start(row: Import): void {
    if (this.isClosed || this.runs.has(row.id)) return;
    const stopping = new AbortController();
    const ended = this.run(row, stopping.signal).finally(() => this.runs.delete(row.id));
    this.runs.set(row.id, { userId: row.userId, stopping, ended });
  }

  /** Never rejects. One that is stopped stays as it is, for the next start. */
  private async run(row: Import, leaving: AbortSignal): Promise<void> {
    try {
      await this.runner.run(row, leaving);
      await this.rows.setState(row.id, 'done', null);
      await this.parts.zips.remove(row.path);
    } catch (error) {
      if (!leaving.aborted) await this.fail(row, error).catch((failure) => this.log.error({ err: failure }, 'failed to note that an import failed'));
    }
  }

  private async fail({ id }: Import, error: unknown): Promise<void> {
    const isPlain = isFull(error) || isFault(error);
    this.log[isPlain ? 'warn' : 'error']({ import: id, err: error }, 'an import broke off');
    const otherwise = isFault(error) ? error.message : BROKEN_OFF;
    await this.rows.setState(id, 'failed', isFull(error) ? NO_ROOM : otherwise);
  }

  /** One of a user's own, or undefined: the same whether or not somebody else has it. */
  async find(userId: number, id: string): Promise<ImportProgress | undefined> {
    const row = await this.rows.find(userId, id);
    return row && this.withProgress(row);
  }

  /** Newest first. */
  async list(userId: number, most: number): Promise<ImportProgress[]> {
    return Promise.all((await this.rows.list(userId, most)).map((row) => this.withProgress(row)));
  }

  private async withProgress(row: Import): Promise<ImportProgress> {
    return { ...row, tally: await this.rows.tally(row.id), isActive: this.runs.has(row.id) };
  }

  /** How its files fared: those that a person should know of first. */
  results({ id }: ImportProgress, most: number, after: number): Promise<FileResult[]> {
    return this.rows.results(id, most, after);
  }

  /** Goes on with one that broke off; one that is running or done stays as it is. @throws importNotFound */
  async goOn(userId: number, id: string): Promise<void> {
    const row = await this.rows.find(userId, id);
    if (!row) throw importNotFound();
    if (row.state === 'done' || this.runs.has(id)) return;
    await this.rows.setState(id, 'running', null);
    this.start(row);
  }

  /** Ends it, and removes the zip and what is known of it; what it has added stays. @throws importNotFound */
  async remove(userId: number, id: string): Promise<void> {
    const row = await this.rows.find(userId, id);
    if (!row) throw importNotFound();
    await this.stop([id]);
    await this.removeRow(row);
  }

  private async removeRow({ id, path }: Import): Promise<void> {
    await this.rows.remove(id);
    await this.parts.zips.remove(path);
  }

  /** Stops all of a user's; when this resolves, the photos that they were at are finished. */
  async stopAllOf(userId: number): Promise<void> {
    await this.stop([...this.runs].filter(([, run]) => run.userId === userId).map(([id]) => id));
  }

  private async stop(ids: readonly string[]): Promise<void> {
    const running = ids.flatMap((id) => this.runs.get(id) ?? []);
    for (const { stopping } of running) stopping.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  private async removeExpired(): Promise<void> {
    for (const row of await this.rows.expired()) await this.removeRow(row);
  }

  /** At start: removes what is too old, and zips that no row claims. */
  async tidy(): Promise<void> {
    await this.removeExpired();
    await this.parts.zips.sweep(new Set((await this.rows.unfinished()).map(({ path }) => path)));
  }

  /** When everything stands: goes on with what was running when the app ended. */
  async resume(): Promise<void> {
    for (const row of await this.rows.unfinished()) if (row.state === 'running') this.start(row);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.stopExpiry();
    await this.stop([...this.runs.keys()]);
  }
}
