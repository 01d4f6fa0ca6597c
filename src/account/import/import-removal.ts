import type { Leases } from '../../catalog/leases';
import type { ImportResults } from './import-results';
import type { Import, ImportRows } from './import-rows';
import type { PlanStore } from './plan-store';

/** The lease under which one process runs an import, or removes it. */
export const leaseOf = (id: string): string => `import ${id}`;
/** How long a process is believed to run an import that says nothing. docs/operations.md says so. */
export const LEASE_MS = 30_000;

interface Dependencies {
  leases: Leases;
  rows: ImportRows;
  results: ImportResults;
  plans: PlanStore;
}

/** Removes imports that don't run, and what is left of them. The photos that they added stay. */
export class ImportRemoval {
  constructor(private readonly deps: Dependencies) {}

  /** Removes an import: its list, its zip and its plan. If a process runs it, nothing that it writes for it counts any more. */
  async remove(row: Import): Promise<void> {
    const { leases, rows, results, plans } = this.deps;
    await leases.seize(leaseOf(row.id), LEASE_MS, async () => {
      await results.removeAll(row.id);
      await plans.remove(row);
      await rows.remove(row.id);
    });
    await leases.forget(leaseOf(row.id));
  }

  /** After an import has ended: removes its zip and its plan, and older lists. */
  async tidyUp(row: Import): Promise<void> {
    const { rows, plans } = this.deps;
    await plans.removeFiles(row); // first, as it needs no room on the disk
    await plans.people.removeAll(row.id);
    for (const each of await rows.tooMany(row.galleryId)) await this.remove(each);
  }

  /** Removes the imports that were a week old at a time. @param past milliseconds since 1970 */
  async removeExpired(past: number): Promise<void> {
    for (const row of await this.deps.rows.expired(past)) await this.remove(row);
  }
}
