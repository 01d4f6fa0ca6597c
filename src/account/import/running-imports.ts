import type { Logger } from 'pino';
import { LeaseLost, type Leases } from '../../catalog/leases';
import { faultOf } from '../../catalog/storage-faults';
import { type Fault, isFault } from '../../errors';
import { type Actor, actAs, currentActor } from '../../events/actor';
import { LEASE_MS, leaseOf } from './import-removal';
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
/** How often a process looks for imports that another one has left. */
const LOOK_MS = 5000;
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

interface Dependencies {
  leases: Leases;
  rows: ImportRows;
  results: ImportResults;
  runner: ImportRunner;
}

/** Runs imports and stops them. Each is run by one process at a time. */
export class RunningImports {
  private readonly runs = new Map<string, Run>();
  private isClosed = false;
  private looks: NodeJS.Timeout | undefined;

  constructor(
    private readonly deps: Dependencies,
    private readonly log: Logger,
    /** Removes what only a running import needs. */
    private readonly tidy: (row: Import) => Promise<void>,
  ) {}

  /** Whether this process or another one runs an import. */
  async isRunning({ id, state }: Pick<Import, 'id' | 'state'>): Promise<boolean> {
    return this.runs.has(id) || (state === 'running' && (await this.deps.leases.isHeld(leaseOf(id))));
  }

  /** Starts or resumes an import, unless it is running already. */
  start(row: Import): void {
    this.begin(row, (signal) => this.run(row, signal));
  }

  /** Goes on with an import that a process has left, unless the app ended in the middle of it twice. */
  async goOn(row: Import): Promise<void> {
    if (await this.isRunning(row)) return;
    this.begin(row, async (signal) => {
      const { rows } = this.deps;
      const now = await rows.find(row.galleryId, row.id);
      if (now?.state !== 'running') return;
      if (now.attempts >= MAX_ATTEMPTS) return rows.end(now, { state: 'failed', message: BROKEN_TWICE });
      // Counted before anything begins, as it may end the app.
      await rows.update(now.id, { attempts: now.attempts + 1 });
      await this.run(now, signal);
    });
  }

  private begin(row: Import, work: (signal: AbortSignal) => Promise<void>): void {
    if (this.isClosed || this.runs.has(row.id)) return;
    const stopping = new AbortController();
    const ended = this.underLease(row, stopping.signal, work)
      .catch((error) => this.log.error({ import: row.id, err: error }, 'failed to begin an import'))
      .finally(() => this.runs.delete(row.id));
    this.runs.set(row.id, { galleryId: row.galleryId, stopping, ended });
  }

  private async underLease(
    row: Import,
    stopping: AbortSignal,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    await this.deps.leases.hold(leaseOf(row.id), LEASE_MS, (lost, lease) =>
      actAs({ ...importerOf(row), importId: row.id, lease }, () => work(AbortSignal.any([stopping, lost]))),
    );
  }

  /** Looks now and then for imports to go on with, until this is closed. */
  keepLooking(resume: () => Promise<void>): void {
    const look = () => resume().catch((err) => this.log.error({ err }, 'failed to look for imports'));
    this.looks = setInterval(look, LOOK_MS).unref();
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
    if (error instanceof LeaseLost || signal.reason instanceof LeaseLost) {
      this.log.warn({ import: id }, 'another process has an import');
      return;
    }
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
    clearInterval(this.looks);
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
