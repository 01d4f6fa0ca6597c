import type { Logger } from 'pino';
import { faultOf } from '../../catalog/storage-faults';
import { type Fault, isFault } from '../../errors';
import { type Actor, actAs, currentActor } from '../../events/actor';
import type { ImportResults } from './import-results';
import type { Import, ImportRows } from './import-rows';
import type { ImportRunner } from './import-run';

interface Run {
  galleryId: number;
  stopping: AbortController;
  ended: Promise<void>;
}

const NO_ROOM = 'The server ran out of disk space.';
/** Without the limit: every editor reads it, and the limit is the owner's. */
const NO_STORAGE =
  'The storage limit of the gallery’s owner is reached. Once some photos are deleted, the import can go on.';
const BROKEN_OFF = 'The import stopped because of an error in the app.';
const BROKEN_TWICE = 'The app ended twice while it worked on this import, so it wasn’t started again.';
/** How often a start goes on with an import that has made no progress since. */
const MAX_ATTEMPTS = 2;

/**
 * As whom an import runs: as who uploaded the zip, whoever starts it. The results in it are theirs, and their role says what it may add. Their
 * key and address are known if they start it themselves.
 */
function importerOf({ addedBy }: Import): Actor {
  const actor = currentActor();
  return actor.userId === addedBy ? actor : { userId: addedBy, key: null, address: null };
}

/** Runs imports and stops them. */
export class RunningImports {
  private readonly runs = new Map<string, Run>();
  private isClosed = false;

  constructor(
    private readonly deps: { rows: ImportRows; results: ImportResults; runner: ImportRunner },
    private readonly log: Logger,
    /** Removes what only a running import needs. */
    private readonly tidy: (row: Import) => Promise<void>,
  ) {}

  has(id: string): boolean {
    return this.runs.has(id);
  }

  /** Starts or resumes an import, unless it is running already. */
  start(row: Import): void {
    if (this.isClosed || this.runs.has(row.id)) return;
    const stopping = new AbortController();
    const work = () => this.run(row, stopping.signal).finally(() => this.runs.delete(row.id));
    const ended = actAs({ ...importerOf(row), importId: row.id }, work);
    this.runs.set(row.id, { galleryId: row.galleryId, stopping, ended });
  }

  /** Goes on with an import when the app starts, unless the app ended in the middle of it twice. */
  async goOn(row: Import): Promise<void> {
    if (row.attempts >= MAX_ATTEMPTS) await this.deps.rows.end(row, { state: 'failed', message: BROKEN_TWICE });
    else {
      // Counted before anything begins, as it may end the app.
      await this.deps.rows.update(row.id, { attempts: row.attempts + 1 });
      this.start(row);
    }
  }

  /** Runs an import and stores its end. It never rejects. An aborted import keeps its state, so that the next start resumes it. */
  private async run(row: Import, signal: AbortSignal): Promise<void> {
    try {
      const told = await this.deps.runner.run(row, signal);
      await this.finish(row, told);
    } catch (error) {
      await this.stopped(row, signal, error).catch((failure) =>
        this.log.error({ err: failure }, 'failed to record that an import stopped'),
      );
    }
  }

  private async finish({ id, galleryId }: Import, told: string): Promise<void> {
    const row = await this.deps.rows.require(galleryId, id);
    const tally = await this.deps.results.tally(id);
    await this.deps.rows.end(row, { state: 'done', message: told || null, plan: null, tally });
    // The import is done even if these can't be removed. The store tries that again.
    await this.tidy(row).catch((error) => this.log.error({ err: error }, 'failed to tidy up after an import'));
  }

  private async stopped({ id, galleryId }: Import, signal: AbortSignal, error: unknown): Promise<void> {
    // The app is being stopped in order: the next start is no attempt to go on after a crash.
    if (signal.aborted) return this.deps.rows.update(id, { attempts: 0 });
    // It was deleted, perhaps with its account, before it could be told to stop.
    if (!(await this.deps.rows.find(galleryId, id))) return;
    await this.fail({ id, galleryId }, error);
  }

  private async fail(row: Pick<Import, 'id' | 'galleryId'>, error: unknown): Promise<void> {
    const fault = faultOf(error);
    this.log[fault ? 'warn' : 'error']({ import: row.id, err: error }, 'import stopped');
    await this.deps.rows.end(row, { state: 'failed', message: messageOf(fault) });
  }

  /** Stops an import if it is running. When this resolves, nothing of it runs any more. */
  stop(id: string): Promise<void> {
    return this.stopEach([this.runs.get(id)]);
  }

  /** Stops all imports of a gallery, as `stop` does. */
  stopAllOf(galleryId: number): Promise<void> {
    return this.stopEach([...this.runs.values()].filter((run) => run.galleryId === galleryId));
  }

  /** Stops all imports and starts none any more. */
  close(): Promise<void> {
    this.isClosed = true;
    return this.stopEach([...this.runs.values()]);
  }

  private async stopEach(runs: ReadonlyArray<Run | undefined>): Promise<void> {
    for (const run of runs) run?.stopping.abort();
    await Promise.all(runs.map((run) => run?.ended));
  }
}

function messageOf(fault: Fault | undefined): string {
  if (isFault(fault, 'storage_full')) return NO_ROOM;
  return isFault(fault, 'quota_reached') ? NO_STORAGE : (fault?.message ?? BROKEN_OFF);
}
