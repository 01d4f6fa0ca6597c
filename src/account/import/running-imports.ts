import type { Logger } from 'pino';
import { faultOf } from '../../catalog/storage-faults';
import { isFault } from '../../errors';
import type { Import, ImportRows } from './import-rows';
import type { ImportRunner, RunDependencies } from './import-run';

interface Run {
  userId: number;
  stopping: AbortController;
  ended: Promise<void>;
}

const NO_ROOM = 'The server ran out of disk space.';
const BROKEN_OFF = 'The import stopped because of an error in the app.';

/** The imports that are being worked on. */
export class RunningImports {
  private readonly runs = new Map<string, Run>();
  private isClosed = false;

  constructor(
    private readonly deps: Pick<RunDependencies, 'zips'>,
    private readonly rows: ImportRows,
    private readonly runner: ImportRunner,
    private readonly log: Logger,
  ) {}

  has(id: string): boolean {
    return this.runs.has(id);
  }

  /** Begins with an import, or goes on with it; one that is running already is left alone. */
  start(row: Import): void {
    if (this.isClosed || this.runs.has(row.id)) return;
    const stopping = new AbortController();
    const ended = this.run(row, stopping.signal).finally(() => this.runs.delete(row.id));
    this.runs.set(row.id, { userId: row.userId, stopping, ended });
  }

  /** Never rejects. One that is stopped stays as it is, for the next start. */
  private async run(row: Import, signal: AbortSignal): Promise<void> {
    try {
      await this.runner.run(row, signal);
      await this.rows.setState(row.id, 'done', null);
    } catch (error) {
      if (signal.aborted) return;
      await this.fail(row, error).catch((failure) =>
        this.log.error({ err: failure }, 'failed to record that an import stopped'),
      );
      return;
    }
    // It is done, whether or not the disk lets go of the zip, which is tried again.
    await this.deps.zips
      .remove(row.path)
      .catch((error) => this.log.error({ err: error }, 'failed to remove the zip of a finished import'));
  }

  private async fail({ id }: Import, error: unknown): Promise<void> {
    const fault = faultOf(error);
    this.log[fault ? 'warn' : 'error']({ import: id, err: error }, 'import stopped');
    await this.rows.setState(id, 'failed', isFault(fault, 'storage_full') ? NO_ROOM : (fault?.message ?? BROKEN_OFF));
  }

  /** Stops one, or none; when this resolves, the photo that it was at is finished. */
  stop(id: string): Promise<void> {
    return this.stopEach([this.runs.get(id)]);
  }

  stopAllOf(userId: number): Promise<void> {
    return this.stopEach([...this.runs.values()].filter((run) => run.userId === userId));
  }

  /** Stops all, and lets none begin any more. */
  close(): Promise<void> {
    this.isClosed = true;
    return this.stopEach([...this.runs.values()]);
  }

  private async stopEach(runs: ReadonlyArray<Run | undefined>): Promise<void> {
    for (const run of runs) run?.stopping.abort();
    await Promise.all(runs.map((run) => run?.ended));
  }
}
