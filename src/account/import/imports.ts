import type { Logger } from 'pino';
import { surelyPast } from '../../concurrency/schedule';
import { importBegun, importsUnfinished } from '../../errors';
import { currentActor } from '../../events/actor';
import { type Gallery, tellIn } from '../../gallery/galleries';
import { randomId } from '../../storage/names';
import { displayFileName } from '../../web/uploads/try-each';
import { ImportRemoval } from './import-removal';
import { type FileResult, ImportResults, type Tally } from './import-results';
import { type Import, ImportRows } from './import-rows';
import { ImportRunner, type RunDependencies } from './import-run';
import { Planner } from './planner';
import { Previews } from './previews';
import { RunningImports } from './running-imports';

/** An import with its outcomes so far. */
export interface ImportProgress extends Import {
  tally: Tally;
  /** Whether a process runs it. */
  isActive: boolean;
}

const MAX_UNFINISHED = 3;

/** Imports zips in the background. After a restart, each import goes on where it stopped. */
export class Imports {
  readonly previews: Previews;
  private readonly rows: ImportRows;
  private readonly lists: ImportResults;
  private readonly planner: Planner;
  private readonly removal: ImportRemoval;
  private readonly running: RunningImports;

  constructor(
    private readonly deps: RunDependencies,
    log: Logger,
  ) {
    const { leases } = deps;
    this.rows = new ImportRows(deps.catalog);
    this.lists = new ImportResults(deps.catalog);
    deps.quota.countRows((folders) => this.rows.bytesOf(folders));
    this.planner = new Planner(deps, this.rows);
    this.removal = new ImportRemoval({
      leases,
      rows: this.rows,
      results: this.lists,
      plans: this.planner.store,
    });
    this.previews = new Previews(deps.catalog, this.rows, this.planner);
    const runner = new ImportRunner(deps, this.rows, this.lists, this.planner);
    this.running = new RunningImports({ leases, rows: this.rows, results: this.lists, runner }, log, (row) =>
      this.removal.tidyUp(row),
    );
  }

  /** Checks, before a zip is received, whether whoever acts may import one. @throws importsUnfinished when they have several unfinished ones in the gallery */
  async makeRoom({ id }: Gallery): Promise<void> {
    if ((await this.rows.countUnfinished(id)) >= MAX_UNFINISHED) throw importsUnfinished();
  }

  /**
   * Takes over an uploaded zip. When this rejects, nothing is stored.
   * @param file the path of the temporary file
   * @param startsNow whether its photos are added at once; otherwise it waits for `start`
   * @returns the import's id
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar, zipWithoutPhotos, galleryFileUnreadable, galleryFileNewer, importsUnfinished,
   *   quotaReached, and the signal's reason
   */
  async begin(
    gallery: Gallery,
    fileName: string,
    file: string,
    startsNow: boolean,
    signal: AbortSignal,
  ): Promise<string> {
    return this.planner.withPlan(gallery.id, file, signal, async (plan) => {
      const id = randomId();
      const row: Import = {
        ...{ id, galleryId: gallery.id, fileName: displayFileName(fileName), path: `${gallery.folder}/${id}.zip` },
        ...{
          state: startsNow ? 'running' : 'waiting',
          message: null,
          createdAt: Date.now(),
          total: plan.summary.tasks,
        },
        ...{ encoding: null, choices: null, plan: null, unnamed: null, passedOver: 0, leftOut: 0 },
        ...{ addedBy: currentActor().userId, said: 0, attempts: 0, rowBytes: 0 },
      };
      await this.deps.zips.adoptClaimed(row.path, file, async () => {
        // Checked again, as other zips may have been received in the meantime.
        if (!(await this.rows.insert(row, MAX_UNFINISHED))) throw importsUnfinished();
        await this.planner.store.store(row, plan).catch(async (error) => {
          // On a full disk this may fail, too: then the import stands, and is planned again when it's needed.
          const isGone = await this.rows.remove(id).then(
            () => true,
            () => false,
          );
          if (isGone) throw error;
        });
      });
      if (startsNow) this.running.start((await this.rows.find(gallery.id, id)) ?? row);
      return id;
    });
  }

  /** Starts an import that waits. @throws importBegun */
  async start(gallery: Gallery, id: string): Promise<void> {
    if (!(await this.rows.begin(gallery.id, id))) throw importBegun();
    const row = await this.rows.find(gallery.id, id);
    if (row) this.running.start(row);
  }

  /** Finds an import of a gallery; undefined when the gallery has none with this id. */
  async find(gallery: Gallery, id: string): Promise<ImportProgress | undefined> {
    const row = await this.rows.find(gallery.id, id);
    return row && this.withProgress(row);
  }

  /** Lists imports of a gallery, the newest first. */
  async list(gallery: Gallery, limit: number): Promise<Array<ImportProgress & { importer: string | null }>> {
    const rows = await this.rows.listWithImporters(gallery.id, limit);
    return Promise.all(rows.map(async (row) => ({ ...(await this.withProgress(row)), importer: row.importer })));
  }

  /** Lists imports of a gallery, the newest first, from a place on. @param after the last one that is left out */
  async listAfter(
    gallery: Gallery,
    after: Pick<Import, 'id' | 'createdAt'> | undefined,
    limit: number,
  ): Promise<ImportProgress[]> {
    return Promise.all((await this.rows.listAfter(gallery.id, after, limit)).map((row) => this.withProgress(row)));
  }

  private async withProgress(row: Import): Promise<ImportProgress> {
    return { ...row, tally: await this.lists.tally(row.id), isActive: await this.running.isRunning(row) };
  }

  /** Lists results of an import: those that need attention first. */
  results({ id }: ImportProgress, limit: number, after: number): Promise<FileResult[]> {
    return this.lists.list(id, limit, after);
  }

  /**
   * Lists results of an import in the zip's order, from a position on. Of one that runs, only as far as no more will come in between.
   * @param after the last position that is left out
   */
  async resultsAfter({ id, state }: ImportProgress, after: number, limit: number): Promise<FileResult[]> {
    const upTo = state === 'running' ? await this.lists.lastFinal(id) : Number.MAX_SAFE_INTEGER;
    return this.lists.between(id, after, upTo, limit);
  }

  /** Resumes an import that stopped. One that waits, is running or done stays as it is. @throws importNotFound */
  async resume(gallery: Gallery, id: string): Promise<void> {
    const row = await this.rows.require(gallery.id, id);
    if (row.state === 'waiting' || row.state === 'done' || (await this.running.isRunning(row))) return;
    await this.rows.update(id, { state: 'running', message: null, attempts: 0 });
    this.running.start(row);
  }

  /** Stops an import and deletes it with its zip. The photos it added stay. @throws importNotFound */
  async remove(gallery: Gallery, id: string): Promise<void> {
    await this.rows.require(gallery.id, id);
    await this.running.stop(id);
    await this.planner.inTurn(gallery.id, async () => {
      const now = await this.rows.find(gallery.id, id);
      if (!now) return;
      await this.removal.remove(now);
      await tellIn(this.deps.catalog, gallery.id, { type: 'import.deleted', id });
    });
  }

  /** Stops all imports of a gallery. When this resolves, nothing of them runs any more. */
  stopAllOf({ id }: Pick<Gallery, 'id'>): Promise<void> {
    return this.running.stopAllOf(id);
  }

  /** Stops all imports of a gallery and deletes them. The photos they added stay. */
  async removeAllOf(gallery: Pick<Gallery, 'id'>): Promise<void> {
    await this.stopAllOf(gallery);
    for (const row of await this.rows.list(gallery.id, -1)) await this.removal.remove(row);
  }

  /** Deletes old imports. @param past a time that has surely passed, in milliseconds since 1970 */
  async tidy(past = surelyPast()): Promise<void> {
    await this.removal.removeExpired(past);
  }

  /** Removes zips that no row claims (`PhotoStore.sweep`). */
  async sweep(isAlone: boolean): Promise<void> {
    await this.planner.store.sweep(await this.rows.unfinished(), isAlone);
  }

  /** Goes on with the imports that were running when their process ended. To be called when all services are ready. */
  async resumeAll(): Promise<void> {
    for (const row of await this.rows.unfinished()) if (row.state === 'running') await this.running.goOn(row);
  }

  /** Looks now and then whether another process that shares the catalog has left an import. */
  resumeOthers(): void {
    this.running.keepLooking(() => this.resumeAll());
  }

  /** Stops all imports. They go on at the next start. */
  async close(): Promise<void> {
    await this.running.close();
  }
}
