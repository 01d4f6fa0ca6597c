import type { Logger } from 'pino';
import { faultOf } from '../../catalog/storage-faults';
import { isFault } from '../../errors';
import type { Import, ImportRows } from './import-rows';
import type { ImportRunner, RunDependencies } from './import-run';

interface Run {
  galleryId: number;
  stopping: AbortController;
  ended: Promise<void>;
}

const NO_ROOM = 'The server ran out of disk space.';
const BROKEN_OFF = 'The import stopped because of an error in the app.';

/** Runs imports and stops them. */
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

  /** Starts or resumes an import, unless it is running already. */
  start(row: Import): void {
    if (this.isClosed || this.runs.has(row.id)) return;
    const stopping = new AbortController();
    const ended = this.run(row, stopping.signal).finally(() => this.runs.delete(row.id));
    this.runs.set(row.id, { galleryId: row.galleryId, stopping, ended });
  }

  /** Runs an import and stores its end. It never rejects. An aborted import keeps its state, so that the next start resumes it. */
  private async run(row: Import, signal: AbortSignal): Promise<void> {
    try {
      await this.runner.run(row, signal);
      await this.rows.update(row.id, { state: 'done', message: null });
    } catch (error) {
      if (signal.aborted) return;
      await this.fail(row, error).catch((failure) =>
        this.log.error({ err: failure }, 'failed to record that an import stopped'),
      );
      return;
    }
    // The import is done even if the zip can't be removed. The store tries that again.
    await this.deps.zips
      .remove(row.path)
      .catch((error) => this.log.error({ err: error }, 'failed to remove the zip of a finished import'));
  }

  private async fail({ id }: Import, error: unknown): Promise<void> {
    const fault = faultOf(error);
    this.log[fault ? 'warn' : 'error']({ import: id, err: error }, 'import stopped');
    const message = isFault(fault, 'storage_full') ? NO_ROOM : (fault?.message ?? BROKEN_OFF);
    await this.rows.update(id, { state: 'failed', message });
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
