import type { FileHandle } from 'node:fs/promises';
import type { Catalog } from '../../catalog/catalog';
import { importGone } from '../../errors';
import { galleryFolderOf, randomId } from '../../storage/names';
import type { PhotoStore } from '../../storage/photo-store';
import type { StorageQuota } from '../../storage/storage-quota';
import { type FoundPerson, ImportPeople } from './import-people';
import type { Import, ImportRows } from './import-rows';
import { readOldChoices } from './old-choices';
import type { FoundLine, PlanSummary } from './plan-lines';
import { PlanReader } from './plan-reader';
import { filesOf, type Plan, planBytes } from './stored-plan';

/** How many rows are written at once. Other work gets its turn in between. */
const ROWS_AT_ONCE = 500;

export interface PlanStoreDependencies {
  catalog: Catalog;
  /** Where the zips and their plans are stored. */
  zips: PhotoStore;
  quota: StorageQuota;
}

/** A plan that isn't stored yet. */
export interface NewPlan {
  summary: PlanSummary;
  /** The path of its temporary file. */
  file: string;
}

/** Keeps the plans of imports: in a file beside the zip, with the people in a table. */
export class PlanStore {
  readonly people: ImportPeople;

  constructor(
    private readonly deps: PlanStoreDependencies,
    private readonly rows: ImportRows,
  ) {
    this.people = new ImportPeople(deps.catalog);
  }

  /** Stores the plan of an import whose row has none. @throws importNotFound, storageFull, quotaReached */
  async store({ id, galleryId, path: zip, choices }: Import, { file, summary }: NewPlan): Promise<Plan> {
    const plan: Plan = { ...summary, path: zip.replace(/[^/]*$/, `${randomId()}.plan`) };
    const old = readOldChoices(choices);
    const reservation = await this.deps.quota.reserve(galleryFolderOf(zip), planBytes(plan));
    const claim = async () => {
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
      await this.rows.require(galleryId, id); // it may have been deleted meanwhile: then nobody claims the file
    };
    // Once the row has the plan, the quota counts it by the row.
    await this.deps.zips.adoptClaimed(plan.path, file, claim).finally(reservation.release);
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

  /** Removes the zip and the plan of an import that needs them no more. */
  async remove(row: Import): Promise<void> {
    await this.people.removeAll(row.id);
    await this.removeFiles(row);
  }

  /** Removes the files of the zip and the plan. A failure is tried again with the store's next change. */
  removeFiles(row: Import): Promise<void> {
    return this.deps.zips.remove(filesOf(row));
  }

  /** Removes the files of the store that no import has (`PhotoStore.sweep`). */
  async sweep(rows: readonly Import[], isAlone: boolean): Promise<void> {
    await this.deps.zips.sweep(new Set(rows.flatMap(filesOf)), isAlone);
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
