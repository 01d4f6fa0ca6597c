import { open } from 'node:fs/promises';
import type { Logger } from 'pino';
import { everyHour, surelyPast } from '../../concurrency/schedule';
import { displayFileName } from '../../enrolment/add-photos';
import { importNotFound, importsUnfinished } from '../../errors';
import type { Gallery } from '../../gallery/gallery-rows';
import { randomId } from '../../storage/image-name';
import { type FileResult, type Import, ImportRows, type Tally } from './import-rows';
import { ImportRunner, type RunDependencies } from './import-run';
import { RunningImports } from './running-imports';

/** An import, how far it has come, and whether it is being worked on right now. */
export interface ImportProgress extends Import {
  tally: Tally;
  isActive: boolean;
}

const MAX_UNFINISHED = 3;

/** Adds zips of photos while their people do something else. After a restart each goes on where it was. */
export class Imports {
  private readonly rows: ImportRows;
  private readonly runner: ImportRunner;
  private readonly running: RunningImports;
  private readonly stopExpiry: () => void;

  constructor(
    private readonly deps: RunDependencies,
    log: Logger,
  ) {
    this.rows = new ImportRows(deps.catalog);
    this.runner = new ImportRunner(deps, this.rows);
    this.running = new RunningImports(deps, this.rows, this.runner, log);
    this.stopExpiry = everyHour((past) => this.removeExpired(past), log, 'failed to remove old imports');
  }

  /** To be asked before a zip is received. @throws importsUnfinished when the gallery has several that are not finished */
  async makeRoom({ id }: Gallery): Promise<void> {
    if ((await this.rows.countUnfinished(id)) >= MAX_UNFINISHED) throw importsUnfinished();
  }

  /**
   * Takes over an uploaded zip, and begins to add what is in it.
   * @param file a temporary one; when this rejects, nothing is stored
   * @returns the import's id
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar, zipWithoutPhotos, galleryFileUnreadable, galleryFileNewer, importsUnfinished
   */
  async begin(gallery: Gallery, fileName: string, file: string): Promise<string> {
    const total = await this.runner.count(await open(file, 'r'));
    const { zips } = this.deps;
    const id = randomId();
    const path = `${gallery.folder}/${id}.zip`;
    const row: Import = {
      id,
      galleryId: gallery.id,
      fileName: displayFileName(fileName),
      path,
      state: 'running',
      message: null,
      total,
      createdAt: Date.now(),
    };
    await zips.adoptClaimed(path, file, async () => {
      // Others may have been received meanwhile.
      if (!(await this.rows.insert(row, MAX_UNFINISHED))) throw importsUnfinished();
    });
    this.running.start(row);
    return id;
  }

  /** One of a gallery, or undefined: the same whether or not another gallery has it. */
  async find(gallery: Gallery, id: string): Promise<ImportProgress | undefined> {
    const row = await this.rows.find(gallery.id, id);
    return row && this.withProgress(row);
  }

  /** Newest first. */
  async list(gallery: Gallery, limit: number): Promise<ImportProgress[]> {
    return Promise.all((await this.rows.list(gallery.id, limit)).map((row) => this.withProgress(row)));
  }

  private async withProgress(row: Import): Promise<ImportProgress> {
    return { ...row, tally: await this.rows.tally(row.id), isActive: this.running.has(row.id) };
  }

  /** How its files fared: those that a person should know of first. */
  results({ id }: ImportProgress, limit: number, after: number): Promise<FileResult[]> {
    return this.rows.results(id, limit, after);
  }

  /** Goes on with one that broke off; one that is running or done stays as it is. @throws importNotFound */
  async resume(gallery: Gallery, id: string): Promise<void> {
    const row = await this.rows.find(gallery.id, id);
    if (!row) throw importNotFound();
    if (row.state === 'done' || this.running.has(id)) return;
    await this.rows.setState(id, 'running', null);
    this.running.start(row);
  }

  /** Ends it, and removes the zip and what is known of it; what it has added stays. @throws importNotFound */
  async remove(gallery: Gallery, id: string): Promise<void> {
    const row = await this.rows.find(gallery.id, id);
    if (!row) throw importNotFound();
    await this.running.stop(id);
    await this.removeRow(row);
  }

  private async removeRow({ id, path }: Import): Promise<void> {
    await this.rows.remove(id);
    await this.deps.zips.remove(path);
  }

  /** Stops all of a gallery's; when this resolves, the photos that they were at are finished. */
  stopAllOf({ id }: Gallery): Promise<void> {
    return this.running.stopAllOf(id);
  }

  private async removeExpired(past: number): Promise<void> {
    for (const row of await this.rows.expired(past)) await this.removeRow(row);
  }

  /** At start: removes what is too old, and zips that no row claims. */
  async tidy(): Promise<void> {
    await this.removeExpired(surelyPast());
    await this.deps.zips.sweep(new Set((await this.rows.unfinished()).map(({ path }) => path)));
  }

  /** When everything stands: goes on with what was running when the app ended. */
  async resumeAll(): Promise<void> {
    for (const row of await this.rows.unfinished()) if (row.state === 'running') this.running.start(row);
  }

  /** Stops after the photos that are being added. */
  async close(): Promise<void> {
    this.stopExpiry();
    await this.running.close();
  }
}
