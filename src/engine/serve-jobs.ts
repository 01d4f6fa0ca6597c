import './leave-signals';
import { isFault } from '../errors';
import type { Choice } from './choose-engine';
import type { DescribedPhoto, Stage } from './contract';
import { Guard } from './guard';
import type { Job, Outcome, StartedWith, WorkerMessage, WorkerSettings } from './worker-messages';

/** Describes one photo. A fault that it throws is the photo's; anything else is a failure of the worker. */
export type Work = (job: Job, onStage: (stage: Stage) => void) => Promise<DescribedPhoto>;

function tell(message: WorkerMessage, sent?: () => void): void {
  process.send?.(message, undefined, undefined, sent);
}

async function outcomeOf(work: Work, job: Job, guard: Guard): Promise<Outcome> {
  guard.begin();
  try {
    const photo = await work(job, (stage) => {
      if (stage !== 'decoding') guard.decoded();
      tell({ tells: 'stage', stage });
    });
    return { photo };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { fault: { status: error.status, id: error.id, message: error.message } };
  } finally {
    guard.end();
  }
}

/**
 * Serves the app that has started this process: takes one photo after another, and ends with the app, however that ends.
 * @param prepare loads what the work needs; it says what computes as soon as it knows
 */
export async function serveJobs(
  prepare: (settings: WorkerSettings, onChoice: (choice: Choice) => void) => Promise<Work>,
): Promise<void> {
  try {
    const settings = JSON.parse(process.argv[2] ?? '') as StartedWith;
    const guard = new Guard(settings.app, settings.bounds);
    const work = await prepare(settings, (choice) => tell({ tells: 'choice', ...choice }));
    process.on('message', (job: Job) => {
      outcomeOf(work, job, guard).then(
        (outcome) => tell({ tells: 'outcome', outcome }),
        (error: unknown) => tell({ tells: 'failure', error }),
      );
    });
    tell({ tells: 'ready' });
  } catch (error) {
    tell({ tells: 'broken', error }, () => process.exit(1));
  }
}
