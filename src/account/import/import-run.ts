import type { FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Catalog } from '../../catalog/catalog';
import { KeyedMutex } from '../../concurrency/keyed-mutex';
import { importGone } from '../../errors';
import type { Preferences } from '../../gallery/preferences';
import type { PhotoStore } from '../../storage/photo-store';
import { MEGABYTE } from '../../units';
import { type Plan, planImport, type Task } from './import-plan';
import type { FileResult, Import, ImportRows } from './import-rows';
import { type TaskDependencies, TaskWorker } from './import-task';
import { restoreAnswers } from './restore-answers';
import { ZipFile } from './zip-file';

/** One photo at a time for all users together: imports must not starve those who wait for an answer. */
const EVERYBODY = 0;

export interface RunDependencies extends TaskDependencies {
  catalog: Catalog;
  preferences: Preferences;
  /** Of the zips. */
  zips: PhotoStore;
}

/** Refusals that are written at once; other work gets its turn in between. */
const AT_ONCE = 500;

/** Adds what is in a zip, file by file. Of everybody's zips one photo is worked on at a time, so that the engine is never full of them. */
export class ImportRunner {
  private readonly worker: TaskWorker;
  private readonly turns = new KeyedMutex();

  constructor(
    private readonly deps: RunDependencies,
    private readonly rows: ImportRows,
  ) {
    this.worker = new TaskWorker(deps);
  }

  /** How many files there are to be added. @throws what makes a zip none that can be added: see `ZipFile.read` and `planImport` */
  async count(file: FileHandle): Promise<number> {
    return this.within(file, async (_zip, { tasks }) => tasks.length);
  }

  /**
   * Goes on where it was, to the end or until `leaving` aborts; then the photo that it is at is finished.
   * @throws importGone, storageFull, and what makes a zip none that can be added
   */
  async run({ id, userId, path }: Import, signal: AbortSignal): Promise<void> {
    const file = await this.deps.zips.open(path);
    if (!file) throw importGone();
    await this.within(file, async (zip, { tasks, gallery }) => {
      const done = await this.rows.positions(id);
      const left = tasks.map((task, position) => ({ task, position })).filter(({ position }) => !done.has(position));
      await this.writeRefusals(id, left);
      for (const { task, position } of left) {
        if (task.work.kind === 'refuse') continue;
        const result = await this.turns.run(EVERYBODY, () => this.worker.work(userId, zip, task, signal));
        await this.rows.addResults([{ ...headOf(id, position, task), ...result }]);
      }
      if (gallery) await restoreAnswers(this.deps.catalog, this.deps.preferences, userId, gallery);
    });
  }

  private async within<T>(file: FileHandle, work: (zip: ZipFile, plan: Plan) => Promise<T>): Promise<T> {
    const zip = await ZipFile.read(file, this.deps.limits.photoMegabytes * MEGABYTE);
    try {
      return await work(zip, await planImport(zip));
    } finally {
      await zip.close();
    }
  }

  private async writeRefusals(id: string, left: ReadonlyArray<{ task: Task; position: number }>): Promise<void> {
    const refusals = left.flatMap(({ task, position }): FileResult[] => {
      const { work } = task;
      return work.kind === 'refuse'
        ? [{ ...headOf(id, position, task), outcome: 'refused', message: work.fault.message }]
        : [];
    });
    for (let from = 0; from < refusals.length; from += AT_ONCE) {
      await this.rows.addResults(refusals.slice(from, from + AT_ONCE));
      await setImmediate();
    }
  }
}

const headOf = (importId: string, position: number, { file, person }: Task) => ({ importId, position, file, person });
