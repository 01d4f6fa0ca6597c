import type { FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Catalog } from '../../catalog/catalog';
import { KeyedMutex } from '../../concurrency/keyed-mutex';
import { importGone } from '../../errors';
import { requireGallery } from '../../gallery/galleries';
import type { Preferences } from '../../gallery/preferences';
import type { PhotoStore } from '../../storage/photo-store';
import { MEGABYTE } from '../../units';
import type { Manifest } from './gallery-file';
import { readChoices } from './import-choices';
import type { Plan, Task } from './import-plan';
import type { FileResult, Import, ImportRows } from './import-rows';
import { type TaskDependencies, TaskWorker } from './import-task';
import { planImport } from './plan-import';
import { restoreIgnored, restoreSettings, restoreVerdicts } from './restore-verdicts';
import { ZipFile } from './zip-file';

/** The one key of the mutex: imports read one photo at a time for all users, so that people at a page don't wait for them. */
const ALL_IMPORTS = 0;

export interface RunDependencies extends TaskDependencies {
  catalog: Catalog;
  preferences: Preferences;
  /** Where the zips are stored. */
  zips: PhotoStore;
}

/** A plan, and the encoding of the names in the zip that don't say theirs; null when all do. */
export type ImportPlan = Plan & Pick<ZipFile, 'encoding'>;

/** How many refusals are written at once. Other work gets its turn in between. */
const AT_ONCE = 500;

/** Imports zips, file by file. */
export class ImportRunner {
  private readonly worker: TaskWorker;
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly deps: RunDependencies,
    private readonly rows: ImportRows,
  ) {
    this.worker = new TaskWorker(deps);
  }

  /** Plans an import. @param file closed when this ends @throws what `ZipFile.read` and `planImport` throw */
  async plan(file: FileHandle, row: Pick<Import, 'encoding' | 'choices'>): Promise<ImportPlan> {
    return this.within(file, row, async ({ encoding }, plan) => ({ ...plan, encoding }));
  }

  /** Plans a stored import. @throws importGone, and what `plan` throws */
  async planStored(row: Import): Promise<ImportPlan> {
    return this.plan(await this.open(row), row);
  }

  private async open({ path }: Import): Promise<FileHandle> {
    const file = await this.deps.zips.open(path);
    if (!file) throw importGone();
    return file;
  }

  /**
   * Runs an import, or goes on where it stopped, to the end or until the signal aborts.
   * @throws importGone, storageFull, the signal's reason, and what `ZipFile.read` and `planImport` throw
   */
  async run(row: Import, signal: AbortSignal): Promise<void> {
    const { id, galleryId } = row;
    await this.within(await this.open(row), row, async (zip, { tasks, manifest, passedOver, leftOut }) => {
      await this.rows.update(id, { total: tasks.length, passedOver, leftOut });
      const done = await this.rows.positions(id);
      const left = tasks.map((task, position) => ({ task, position })).filter(({ position }) => !done.has(position));
      await this.writeRefusals(id, left);
      for (const { task, position } of left) {
        if (task.work.kind === 'refuse') continue;
        const result = await this.mutex.run(ALL_IMPORTS, async () =>
          this.worker.work(await requireGallery(this.deps.catalog, galleryId), zip, task, signal),
        );
        await this.rows.addResults([{ ...headOf(id, position, task), ...result }]);
      }
      if (manifest) await this.restoreVerdictsAndSettings(galleryId, manifest);
    });
  }

  private async restoreVerdictsAndSettings(galleryId: number, manifest: Manifest): Promise<void> {
    const { catalog, preferences } = this.deps;
    const gallery = await requireGallery(catalog, galleryId);
    await restoreVerdicts(catalog, gallery, manifest);
    await restoreIgnored(catalog, gallery, manifest);
    await restoreSettings(preferences, gallery, manifest);
  }

  private async within<T>(
    file: FileHandle,
    { encoding, choices }: Pick<Import, 'encoding' | 'choices'>,
    work: (zip: ZipFile, plan: Plan) => Promise<T>,
  ): Promise<T> {
    const zip = await ZipFile.read(file, this.deps.limits.photoMegabytes * MEGABYTE, encoding);
    try {
      return await work(zip, await planImport(zip, readChoices(choices)));
    } finally {
      await zip.close();
    }
  }

  private async writeRefusals(id: string, left: ReadonlyArray<{ task: Task; position: number }>): Promise<void> {
    const refusals = left.flatMap(({ task, position }): FileResult[] => {
      const { work } = task;
      return work.kind === 'refuse'
        ? [{ ...headOf(id, position, task), outcome: 'refused', message: work.fault.message, draftId: null }]
        : [];
    });
    for (let from = 0; from < refusals.length; from += AT_ONCE) {
      await this.rows.addResults(refusals.slice(from, from + AT_ONCE));
      await setImmediate();
    }
  }
}

const headOf = (importId: string, position: number, { file, person }: Task) => ({ importId, position, file, person });
