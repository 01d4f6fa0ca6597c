import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Leases } from '../../catalog/leases';
import { SharedTurns } from '../../catalog/shared-turns';
import { programBeside, type SideThreads } from '../../concurrency/side-thread';
import { importBegun, importGone } from '../../errors';
import { currentActor } from '../../events/actor';
import { MEGABYTE } from '../../units';
import type { Import, ImportRows } from './import-rows';
import type { PlanProgram } from './plan-program';
import { type NewPlan, PlanStore, type PlanStoreDependencies } from './plan-store';
import { type Plan, planOf } from './stored-plan';

const planProgram = programBeside<PlanProgram>(__filename, 'plan-program');

export interface PlannerDependencies extends PlanStoreDependencies {
  leases: Leases;
  sideThreads: SideThreads;
  /** Where temporary files go, on the same disk as the store. */
  incomingFolder: string;
  limits: { photoMegabytes: number };
}

/** Plans imports in a side thread. */
export class Planner {
  readonly store: PlanStore;
  private readonly turns: SharedTurns;

  constructor(
    private readonly deps: PlannerDependencies,
    private readonly rows: ImportRows,
  ) {
    this.store = new PlanStore(deps, rows);
    this.turns = new SharedTurns(deps.leases, 'plans of gallery');
  }

  /**
   * Plans a zip. Of each user, one is planned at a time.
   * @param zip its path
   * @throws zipUnreadable, zipTooManyFiles, zipUnpacksTooFar, zipWithoutPhotos, galleryFileUnreadable, galleryFileNewer, workFailed, the
   *   signal's reason
   */
  private async plan(galleryId: number, zip: string, encoding: string | null, signal?: AbortSignal): Promise<NewPlan> {
    const { sideThreads, incomingFolder, limits } = this.deps;
    const file = path.join(incomingFolder, `${randomBytes(16).toString('hex')}.plan`);
    const input = { zip, plan: file, encoding, maxPhotoBytes: limits.photoMegabytes * MEGABYTE };
    try {
      return {
        file,
        summary: await sideThreads.run(planProgram, input, {
          owner: currentActor().userId ?? `gallery ${galleryId}`,
          signal,
        }),
      };
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

  /** The plan of a stored import, made anew if there is none. @throws importGone, and what `plan` throws */
  async ensure(row: Import, signal?: AbortSignal): Promise<Plan> {
    const plan = await this.knownPlan(row);
    if (plan) return plan;
    return this.turns.run(row.galleryId, async () => {
      const now = (await this.rows.find(row.galleryId, row.id)) ?? row;
      return (await this.knownPlan(now)) ?? this.renew(now, now.encoding, signal);
    });
  }

  private async knownPlan(row: Import): Promise<Plan | undefined> {
    const plan = planOf(row);
    return plan && (await this.deps.zips.pathOf(plan.path)) ? plan : undefined;
  }

  /** Does something that would be in the way of planning: no plan of the gallery is stored meanwhile. */
  inTurn<T>(galleryId: number, work: () => Promise<T>): Promise<T> {
    return this.turns.run(galleryId, work);
  }

  /** Plans an import that waits again, with names read in an encoding. @throws importBegun, importNotFound, importGone, and what `plan` throws */
  async replan(row: Import, encoding: string): Promise<void> {
    await this.turns.run(row.galleryId, async () => {
      const now = await this.rows.require(row.galleryId, row.id);
      if (now.state !== 'waiting') throw importBegun();
      await this.renew({ ...now, choices: null }, encoding);
      await this.rows.update(row.id, { unnamed: null });
      const before = planOf(now);
      if (before) await this.deps.zips.remove(before.path);
    });
  }

  private async renew(row: Import, encoding: string | null, signal?: AbortSignal): Promise<Plan> {
    const zip = await this.deps.zips.pathOf(row.path);
    if (zip === undefined) throw importGone();
    const plan = await this.plan(row.galleryId, zip, encoding, signal);
    try {
      return await this.store.store(row, plan);
    } finally {
      await rm(plan.file, { force: true });
    }
  }
}
