import type { Leases } from '../../catalog/leases';
import { FairQueue } from '../../concurrency/fair-queue';
import { importGone } from '../../errors';
import { type Gallery, requireGallery } from '../../gallery/galleries';
import { requireImporter } from '../../gallery/importers';
import { isAtLeast, roleIn } from '../../gallery/memberships';
import type { Preferences } from '../../gallery/preferences';
import { galleryFolderOf } from '../../storage/names';
import { bytesOf, type FileResult, type ImportResults } from './import-results';
import type { Import, ImportRows } from './import-rows';
import { type TaskDependencies, TaskWorker } from './import-task';
import { TaskList } from './import-tasks';
import type { PlanReader } from './plan-reader';
import type { Planner, PlannerDependencies } from './planner';
import { restoreAnswers } from './restore-answers';
import { hoursToKeep, takeSettings } from './restore-settings';
import type { Plan } from './stored-plan';
import { ZipFile } from './zip-file';

export interface RunDependencies extends TaskDependencies, PlannerDependencies {
  leases: Leases;
  preferences: Preferences;
}

/** How many refusals are written at once. Other work gets its turn in between. */
const AT_ONCE = 250;

/** Imports zips, file by file. */
export class ImportRunner {
  private readonly worker: TaskWorker;
  /** Imports read one photo at a time for all users, so that people at a page don't wait for them, and users take turns. */
  private readonly turns = new FairQueue(1);

  constructor(
    private readonly deps: RunDependencies,
    private readonly rows: ImportRows,
    private readonly results: ImportResults,
    private readonly planner: Planner,
  ) {
    this.worker = new TaskWorker(deps);
  }

  /**
   * Runs an import, or goes on where it stopped, to the end or until the signal aborts.
   * @returns what it has taken over beside the files, for the user; empty if nothing
   * @throws importGone, importerGone, storageFull, quotaReached, the signal's reason, and what `Planner.ensure` throws
   */
  async run(row: Import, signal: AbortSignal): Promise<string> {
    const plan = await this.planner.ensure(row, signal);
    const file = await this.deps.zips.open(row.path);
    if (!file) throw importGone();
    const zip = ZipFile.of(file);
    try {
      return await this.planner.store.withReader(plan, (reader) => this.runPlan(row, plan, reader, zip, signal));
    } finally {
      await zip.close();
    }
  }

  private async runPlan(
    { id, galleryId }: Import,
    plan: Plan,
    reader: PlanReader,
    zip: ZipFile,
    signal: AbortSignal,
  ): Promise<string> {
    const { catalog, preferences } = this.deps;
    const row = await this.rows.require(galleryId, id);
    const tasks = new TaskList({ results: this.results, people: this.planner.store.people, reader, plan, row, signal });
    await this.writeRefusals(row, tasks);
    await this.rows.update(id, { total: plan.tasks - tasks.leftOut, leftOut: tasks.leftOut });
    await requireImporter(catalog, galleryId);
    const settings = (await this.isByOwner(row)) ? plan.preferences : null;
    const keptHours = hoursToKeep(preferences, await requireGallery(catalog, galleryId), settings);
    for await (const { position, task } of tasks.left()) {
      if (task.work.kind === 'refuse') continue;
      await requireImporter(catalog, galleryId);
      const result = await this.turns.run(
        signal,
        async () => this.worker.work(await requireGallery(catalog, galleryId), zip, task, keptHours, signal),
        row.addedBy ?? undefined,
      );
      await this.addResults(row, [{ importId: id, position, file: task.file, person: task.person, ...result }]);
    }
    return this.restoreRest(row, plan, reader, signal);
  }

  /** Whether who uploaded a zip owns the gallery now. */
  private async isByOwner({ galleryId, addedBy }: Import): Promise<boolean> {
    return addedBy !== null && isAtLeast(await roleIn(this.deps.catalog, galleryId, addedBy), 'owner');
  }

  private async restoreRest(row: Import, plan: Plan, reader: PlanReader, signal: AbortSignal): Promise<string> {
    const { catalog, preferences } = this.deps;
    const gallery: Gallery = await requireGallery(catalog, row.galleryId);
    const { answers, people } = await restoreAnswers({
      ...{ catalog, gallery, signal, done: row.said, lines: reader.said(plan.said) },
      onDone: (said) => this.rows.update(row.id, { said }),
    });
    const unsaid = answers + plan.unsaid;
    const sentences = [
      await takeSettings(preferences, gallery, plan.preferences, await this.isByOwner(row)),
      unsaid > 0 && `${unsaid.toLocaleString('en-US')} answers were left out, as there are too many.`,
      people > 0 &&
        `${people.toLocaleString('en-US')} people without photos were left out: there are too many, or their names can’t be used.`,
    ];
    return sentences.filter(Boolean).join(' ');
  }

  private async writeRefusals({ id, ...row }: Import, tasks: TaskList): Promise<void> {
    let results: FileResult[] = [];
    for await (const { position, task } of tasks.left()) {
      const { work, file, person } = task;
      if (work.kind !== 'refuse') continue;
      results.push({ importId: id, position, file, person, outcome: 'refused', message: work.message, draftId: null });
      if (results.length < AT_ONCE) continue;
      await this.addResults({ id, ...row }, results);
      results = [];
    }
    await this.addResults({ id, ...row }, results);
  }

  private async addResults({ id, path }: Import, results: readonly FileResult[]): Promise<void> {
    const { release } = await this.deps.quota.reserve(galleryFolderOf(path), bytesOf(results));
    await this.results.add(id, results).finally(release); // its row counts them
  }
}
