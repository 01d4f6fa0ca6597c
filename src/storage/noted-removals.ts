import type { Kysely } from 'kysely';
import { chunksOf } from '../catalog/chunks';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';

/** What a store's files are removed with. */
interface Remover {
  remove(relative: string): Promise<void>;
}

/**
 * The files of one store whose rows are deleted already, as the catalog notes them where several processes share it: if one is killed before it
 * has removed a file, another one does. A process that is alone sweeps at its start.
 */
export class NotedRemovals {
  constructor(
    private readonly catalog: Kysely<Tables>,
    private readonly store: string,
  ) {}

  /** Has the catalog note removals from now on. */
  async begin(): Promise<void> {
    const { store } = this;
    await this.catalog
      .insertInto('notedStores')
      .values({ store })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** To be called once files are removed. @param paths relative to the store */
  async done(paths: readonly string[]): Promise<void> {
    for await (const some of inTurns(chunksOf(paths)))
      await this.catalog.deleteFrom('removals').where('store', '=', this.store).where('path', 'in', some).execute();
  }

  /** Removes what is noted still. Another process may be removing it at the same time. */
  async finish(remover: Remover): Promise<void> {
    const left = this.catalog.selectFrom('removals').select('path').where('store', '=', this.store);
    for await (const { path } of inTurns(await left.execute())) await remover.remove(path);
  }
}

/** Forgets what is noted of a folder that is gone. */
export async function forgetRemovals(catalog: Kysely<Tables>, folder: string): Promise<void> {
  await catalog.deleteFrom('removals').where('path', 'like', `${folder}/%`).execute();
}

/** Has the catalog note nothing more, and forgets what is noted: for a process that is alone, and sweeps. */
export async function noteNoRemovals(catalog: Kysely<Tables>): Promise<void> {
  await catalog.deleteFrom('notedStores').execute();
  await catalog.deleteFrom('removals').execute();
}
