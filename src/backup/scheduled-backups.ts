import { Cron } from 'croner';
import type { Logger } from 'pino';
import { programBeside, SideThreads } from '../concurrency/side-thread';
import { observe } from '../observations';
import { DAY_MS } from '../units';
import type { BackupOrder } from './make-backup';

const PROGRAM = programBeside<typeof import('./backup-program.js').default>(__filename, 'backup-program');

/** Makes backups at the times of a schedule, in a thread of its own. Of processes that share the data folder, one makes each. */
export class ScheduledBackups {
  private readonly threads: SideThreads;
  private readonly job: Cron;
  private readonly stop = new AbortController();

  /** @param schedule a time as cron has it, in the time zone of the machine */
  constructor(
    private readonly order: BackupOrder,
    schedule: string,
    private readonly log: Logger,
  ) {
    this.threads = new SideThreads(log, 1);
    this.job = new Cron(schedule, { protect: true, unref: true }, (job) => this.run(job.currentRun() ?? new Date()));
  }

  /** Makes a backup, unless there is one that was begun since. A failure is logged. @param due when it was to be made */
  async run(due: Date): Promise<void> {
    try {
      const options = { signal: this.stop.signal, maxMs: DAY_MS };
      const outcome = await this.threads.run(PROGRAM, { ...this.order, due: due.getTime() }, options);
      if ('isOthers' in outcome) return; // another process makes it, or has made it
      if ('refusal' in outcome) return this.fail({ reason: outcome.refusal });
      const { folder, files, linked, missing, removed } = outcome.made;
      observe('backup', { outcome: 'made' });
      this.log.info({ folder, files, linked, removed }, 'backup made');
      if (missing.length > 0)
        this.log.warn({ missing: missing.length, folder }, 'backup made, without photos whose files are missing');
    } catch (error) {
      if (!this.stop.signal.aborted) this.fail({ err: error });
    }
  }

  private fail(why: object): void {
    observe('backup', { outcome: 'failed' });
    this.log.error(why, 'backup failed: earlier ones are as they were');
  }

  /** Makes no more backups, and gives up the one that is being made; what it has written is removed with the next one. */
  async close(): Promise<void> {
    this.job.stop();
    this.stop.abort(new Error('The app is being closed.'));
    await this.threads.close();
  }
}
