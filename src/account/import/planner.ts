import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog } from '../../catalog/catalog';
import { KeyedMutex } from '../../concurrency/keyed-mutex';
import { programBeside, type SideThreads } from '../../concurrency/side-thread';
import { importBegun, importGone } from '../../errors';
import { galleryFolderOf, randomId } from '../../storage/names';
import type { PhotoStore } from '../../storage/photo-store';
import type { StorageQuota } from '../../storage/storage-quota';
import { MEGABYTE } from '../../units';
import { type FoundPerson, ImportPeople } from './import-people';
import type { Import, ImportRows } from './import-rows';
import { readOldChoices } from './old-choices';
import type { FoundLine, PlanSummary } from './plan-lines';
import type { PlanProgram } from './plan-program';
import { PlanReader } from './plan-reader';

const planProgram = programBeside<PlanProgram>(__filename, 'plan-program');

/** How many rows are written at once. Other work gets its turn in between. */
const ROWS_AT_ONCE = 500;

export interface PlannerDependencies {
  catalog: Catalog;
  sideThreads: SideThreads;
  /** Where the zips and their plans are stored. */
  zips: PhotoStore;
  quota: StorageQuota;
  /** Where temporary files go, on the same disk. */
  incomingFolder: string;
  limits: { photoMegabytes: number };
}

/** A plan that isn't stored yet. */
export interface NewPlan {
  summary: PlanSummary;
  /** The path of its temporary file. */
  file: string;
}

/** A stored plan: its summary, and the path of its file in the store. */
export type Plan = PlanSummary & { path: string };

/** Reads the plan of an import's row. */
export const planOf = ({ plan }: Pick<Import, 'plan'>): Plan | undefined =>
  plan === null ? undefined : (JSON.parse(plan) as Plan); // written by `store`

/** About how much the people of a zip take up in the catalog: twice what their lines do. */
const peopleBytes = ({ found }: PlanSummary) => 2 * (found.to - found.from);

/** The files that an import has in the store: its zip, and its plan if there is one. */
export const filesOf = (row: Pick<Import, 'path' | 'plan'>): string[] =>
  [row.path, planOf(row)?.path].filter((each) => each !== undefined);

/** Plans imports in a side thread, and keeps the plans: in a file beside the zip, with the people in a table. */
export class Planner {
  readonly people: ImportPeople;
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly deps: PlannerDependencies,
    private readonly rows: ImportRows,
  ) {
    this.people = new ImportPeople(deps.catalog);
  }

  /**
   * Plans a zip. Of each gallery, one is planned at a time.
   * @param zip its path
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar, zipWithoutPhotos, galleryFileUnreadable, galleryFileNewer, workFailed, the
   *   signal's reason
   */
  private async plan(galleryId: number, zip: string, encoding: string | null, signal?: AbortSignal): Promise<NewPlan> {
    const { sideThreads, incomingFolder, limits } = this.deps;
    const file = path.join(incomingFolder, `${randomBytes(16).toString('hex')}.plan`);
    const input = { zip, plan: file, encoding, maxPhotoBytes: limits.photoMegabytes * MEGABYTE };
    try {
      return { file, summary: await sideThreads.run(planProgram, input, { owner: galleryId, signal }) };
    } catch (error) {
      await rm(file, { force: true }); // an ended thread leaves it
      throw error;
    }
  }

  /** Plans a zip, uses the plan and removes its file if it is still there. @throws what `plan` and `use` throw */
  async withPlan<T>(
    galleryId: number,
    zip: string,
    signal: AbortSignal | undefined,
    use: (plan: NewPlan) => Promise<T>,
  ): Promise<T> {
    const plan = await this.plan(galleryId, zip, null, signal);
    try {
      return await use(plan);
    } finally {
      await rm(plan.file, { force: true });
    }
  }

  /** Stores the plan of an import whose row has none. @throws accountDeleted, storageFull */
  async store({ id, path: zip, choices }: Import, { file, summary }: NewPlan): Promise<Plan> {
    const plan: Plan = { ...summary, path: zip.replace(/[^/]*$/, `${randomId()}.plan`) };
    const old = readOldChoices(choices);
    const onWritten = await this.deps.quota.reserve(galleryFolderOf(zip), peopleBytes(plan));
    await this.deps.zips.adoptClaimed(plan.path, file, async () => {
      await this.people.removeAll(id);
      await this.withReader(plan, async (reader) => {
        await this.storePeople(id, reader.found(plan.found), old?.apply);
      });
      const counts = { total: plan.tasks, passedOver: plan.passedOver, encoding: plan.encoding };
      await this.rows.update(id, {
        ...counts,
        ...(old && { unnamed: old.unnamed }),
        ...{ choices: null, plan: JSON.stringify(plan) },
      });
    });
    onWritten();
    return plan;
  }

  private async storePeople(
    id: string,
    lines: AsyncIterable<FoundLine>,
    apply = (person: FoundPerson) => person,
  ): Promise<void> {
    let people: FoundPerson[] = [];
    let position = 0;
    for await (const { name, ...line } of lines) {
      people.push(apply({ ...line, name, found: name, position: position++ }));
      if (people.length < ROWS_AT_ONCE) continue;
      await this.people.insert(id, people);
      people = [];
    }
    await this.people.insert(id, people);
  }

  /** The plan of a stored import, made anew if there is none. @throws importGone, and what `plan` throws */
  ensure(row: Import, signal?: AbortSignal): Promise<Plan> {
    return this.mutex.run(row.galleryId, async () => {
      const now = (await this.rows.find(row.galleryId, row.id)) ?? row;
      const known = planOf(now);
      if (known && (await this.deps.zips.pathOf(known.path))) return known;
      return this.renew(now, now.encoding, signal);
    });
  }

  /** Plans an import that waits again, with names read in an encoding. @throws importBegun, importNotFound, importGone, and what `plan` throws */
  async replan(row: Import, encoding: string): Promise<void> {
    await this.mutex.run(row.galleryId, async () => {
      const now = await this.rows.require(row.galleryId, row.id);
      if (now.state !== 'waiting') throw importBegun();
      await this.renew({ ...now, choices: null }, encoding);
      const before = planOf(now);
      if (before) await this.deps.zips.remove(before.path);
    });
  }

  private async renew(row: Import, encoding: string | null, signal?: AbortSignal): Promise<Plan> {
    const zip = await this.deps.zips.pathOf(row.path);
    if (zip === undefined) throw importGone();
    const plan = await this.plan(row.galleryId, zip, encoding, signal);
    try {
      return await this.store(row, plan);
    } finally {
      await rm(plan.file, { force: true });
    }
  }

  /** Reads a plan. @throws importGone */
  async withReader<T>({ path: file }: Pick<Plan, 'path'>, work: (reader: PlanReader) => Promise<T>): Promise<T> {
    const handle: FileHandle | undefined = await this.deps.zips.open(file);
    if (!handle) throw importGone();
    try {
      return await work(new PlanReader(handle));
    } finally {
      await handle.close();
    }
  }
}
