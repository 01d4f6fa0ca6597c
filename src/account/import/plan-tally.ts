import { entryInNoFolder, photoUnsupported } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import type { PlanSummary, Task, Work } from './plan-lines';

/** How many refused files a preview names. */
const MAX_SHOWN = 20;

const UNREAD = photoUnsupported().message;
const IN_NO_FOLDER = entryInNoFolder().message;

/** Counts tasks while they are written. */
export class PlanTally {
  tasks = 0;
  photos = 0;
  results = 0;
  drafts = 0;
  readonly refused: PlanSummary['refused'] = { count: 0, shown: [] };
  /** How many photos each name gets, by `nameKey`, where the plan says the name. */
  readonly byName = new Map<string, number>();
  private unread = 0;

  /** Whether there is nothing but files that can't be read. */
  get isWithoutPhotos(): boolean {
    return this.tasks === this.unread;
  }

  /** Passes the tasks on. */
  *count(tasks: Iterable<Task>): Generator<Task> {
    for (const task of tasks) {
      this.tasks++;
      if (task.work.kind === 'refuse') this.refuse(task.file, task.work.message);
      else this.add(task.work);
      yield task;
    }
  }

  private add(work: Exclude<Work, { kind: 'refuse' }>): void {
    this.photos++;
    const kind = work.kind === 'restore' ? work.filed.kind : undefined;
    if (kind === 'recognition') this.results++;
    if (kind === 'waiting') this.drafts++;
    const key = keyOf(work);
    if (key !== undefined) this.byName.set(key, (this.byName.get(key) ?? 0) + 1);
  }

  private refuse(file: string, message: string): void {
    if (message === UNREAD) this.unread++;
    // Exports have such files: they aren't worth a line.
    if (message !== IN_NO_FOLDER && this.refused.count++ < MAX_SHOWN) this.refused.shown.push(`${file}: ${message}`);
  }
}

function keyOf(work: Work): string | undefined {
  if (work.kind === 'add') return nameKey(work.name);
  return work.kind === 'restore' && work.filed.kind === 'photo' ? nameKey(work.filed.person.name) : undefined;
}
