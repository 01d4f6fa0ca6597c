import { open } from 'node:fs/promises';
import type { Logger } from 'pino';
import { everyHour, surelyPast } from '../../concurrency/schedule';
import { importBegun, importNotFound, importsUnfinished } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import { randomId } from '../../storage/names';
import { displayFileName } from '../../web/uploads/try-each';
import { type FileResult, type Import, ImportRows, type Tally } from './import-rows';
import { ImportRunner, type RunDependencies } from './import-run';
import { Previews } from './previews';
import { RunningImports } from './running-imports';

/** An import with its outcomes so far. */
export interface ImportProgress extends Import {
  tally: Tally;
  /** Whether it is running in this process. */
  isActive: boolean;
}

const MAX_UNFINISHED = 3;

/** Imports zips in the background. After a restart, each import goes on where it stopped. */
export class Imports {
  readonly previews: Previews;
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
    this.previews = new Previews(deps.catalog, this.rows, this.runner);
    this.running = new RunningImports(deps, this.rows, this.runner, log);
    this.stopExpiry = everyHour((past) => this.removeExpired(past), log, 'failed to remove old imports');
  }

  /** Checks, before a zip is received, whether the gallery may import one. @throws importsUnfinished when it has several unfinished ones */
  async makeRoom({ id }: Gallery): Promise<void> {
    if ((await this.rows.countUnfinished(id)) >= MAX_UNFINISHED) throw importsUnfinished();
  }

  /**
   * Takes over an uploaded zip. When this rejects, nothing is stored.
   * @param file the path of the temporary file
   * @param startsNow whether its photos are added at once; otherwise it waits for `start`
   * @returns the import's id
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar, zipWithoutPhotos, galleryFileUnreadable, galleryFileNewer, importsUnfinished
   */
  async begin(gallery: Gallery, fileName: string, file: string, startsNow: boolean): Promise<string> {
    const found = await this.runner.plan(await open(file, 'r'), { encoding: null, choices: null });
    const { zips } = this.deps;
    const id = randomId();
    const path = `${gallery.folder}/${id}.zip`;
    const row: Import = {
      id,
      galleryId: gallery.id,
      fileName: displayFileName(fileName),
      path,
      state: startsNow ? 'running' : 'waiting',
      message: null,
      total: found.tasks.length,
      createdAt: Date.now(),
      encoding: found.encoding,
      choices: null,
      passedOver: found.passedOver,
      leftOut: found.leftOut,
    };
    await zips.adoptClaimed(path, file, async () => {
      // Checked again, as other zips may have been received in the meantime.
      if (!(await this.rows.insert(row, MAX_UNFINISHED))) throw importsUnfinished();
    });
    if (startsNow) this.running.start(row);
    return id;
  }

  /** Starts an import that waits. @throws importBegun */
  async start(gallery: Gallery, id: string): Promise<void> {
    if (!(await this.rows.updateWaiting(id, { state: 'running' }))) throw importBegun();
    const row = await this.rows.find(gallery.id, id);
    if (row) this.running.start(row);
  }

  /** Finds an import of a gallery; undefined when the gallery has none with this id. */
  async find(gallery: Gallery, id: string): Promise<ImportProgress | undefined> {
    const row = await this.rows.find(gallery.id, id);
    return row && this.withProgress(row);
  }

  /** Lists imports of a gallery, the newest first. */
  async list(gallery: Gallery, limit: number): Promise<ImportProgress[]> {
    return Promise.all((await this.rows.list(gallery.id, limit)).map((row) => this.withProgress(row)));
  }

  private async withProgress(row: Import): Promise<ImportProgress> {
    return { ...row, tally: await this.rows.tally(row.id), isActive: this.running.has(row.id) };
  }

  /** Lists results of an import: those that need attention first. */
  results({ id }: ImportProgress, limit: number, after: number): Promise<FileResult[]> {
    return this.rows.results(id, limit, after);
  }

  /** Resumes an import that stopped. One that waits, is running or done stays as it is. @throws importNotFound */
  async resume(gallery: Gallery, id: string): Promise<void> {
    const row = await this.rows.find(gallery.id, id);
    if (!row) throw importNotFound();
    if (row.state === 'waiting' || row.state === 'done' || this.running.has(id)) return;
    await this.rows.update(id, { state: 'running', message: null });
    this.running.start(row);
  }

  /** Stops an import and deletes it with its zip. The photos it added stay. @throws importNotFound */
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

  /** Stops all imports of a gallery. When this resolves, nothing of them runs any more. */
  stopAllOf({ id }: Gallery): Promise<void> {
    return this.running.stopAllOf(id);
  }

  private async removeExpired(past: number): Promise<void> {
    for (const row of await this.rows.expired(past)) await this.removeRow(row);
  }

  /** To be called at the start: deletes old imports, and zips that no row claims. */
  async tidy(): Promise<void> {
    await this.removeExpired(surelyPast());
    await this.deps.zips.sweep(new Set((await this.rows.unfinished()).map(({ path }) => path)));
  }

  /** To be called when all services are ready: resumes the imports that were running when the app stopped. */
  async resumeAll(): Promise<void> {
    for (const row of await this.rows.unfinished()) if (row.state === 'running') this.running.start(row);
  }

  /** Stops all imports. They go on at the next start. */
  async close(): Promise<void> {
    this.stopExpiry();
    await this.running.close();
  }
}
