import { setTimeout } from 'node:timers/promises';
import { isStorageFault } from '../../catalog/storage-faults';
import type { Tables } from '../../catalog/tables';
import type { Drafts } from '../../enrolment/drafts';
import { presentOutcome } from '../../enrolment/present-outcomes';
import * as errors from '../../errors';
import type { PhotoStore } from '../../storage/photo-store';
import { MEGABYTE } from '../../units';
import type { Task } from './import-plan';
import { PhotoRestorer, type RestoreDependencies } from './restore-photos';
import { PictureRestorer } from './restore-pictures';
import type { ZipFile } from './zip-file';

/** How one file fared. */
export type TaskResult = Pick<Tables['importResults'], 'outcome' | 'message'>;

export interface TaskDependencies extends RestoreDependencies {
  drafts: Drafts;
  /** Of the photos in which people were recognised. */
  recognitions: PhotoStore;
  limits: { photoMegabytes: number };
}

const RETRY_MS = 500;

const added: TaskResult = { outcome: 'added', message: '' };
const known = (message: string): TaskResult => ({ outcome: 'known', message });

/** Waits while the engine has too much to do: who stands at a page comes first. */
async function retryWhileBusy<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!errors.isFault(error, 'too_busy')) throw error;
      await setTimeout(RETRY_MS, undefined, { signal });
    }
  }
}

/** Does what is to be done with the files of a zip, one at a time. */
export class TaskWorker {
  private readonly photos: PhotoRestorer;
  private readonly pictures: PictureRestorer;

  constructor(private readonly deps: TaskDependencies) {
    this.photos = new PhotoRestorer(deps);
    this.pictures = new PictureRestorer(deps);
  }

  /**
   * @throws storageFull, storageUnavailable, quotaReached and whatever is no fault of the file: then it is to be tried again later
   */
  async work(userId: number, zip: ZipFile, task: Task, signal: AbortSignal): Promise<TaskResult> {
    try {
      signal.throwIfAborted();
      return await this.attempt(userId, zip, task, signal);
    } catch (error) {
      if (signal.aborted || isStorageFault(error) || errors.isFault(error, 'quota_reached')) throw error;
      if (!errors.isFault(error)) throw error;
      return errors.isFault(error, 'photo_known')
        ? known(error.message)
        : { outcome: 'refused', message: error.message };
    }
  }

  private async attempt(userId: number, zip: ZipFile, { file, work }: Task, signal: AbortSignal): Promise<TaskResult> {
    if (work.kind === 'refuse') throw work.fault;
    const { photoMegabytes } = this.deps.limits;
    const bytes = await zip.unpack(work.entry, photoMegabytes * MEGABYTE, () => errors.photoTooLarge(photoMegabytes));
    if (work.kind === 'add') return retryWhileBusy(() => this.add(userId, work.name, bytes, file, signal), signal);
    return retryWhileBusy(() => this.restore(userId, work.filed, bytes, signal), signal);
  }

  private async add(
    userId: number,
    name: string,
    bytes: Buffer,
    file: string,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    const result = await this.deps.enrolment.add(userId, name, bytes, file, signal);
    const { sentences } = presentOutcome(name, { file, result });
    return { outcome: result.kind, message: sentences.join(' ') };
  }

  private async restore(
    userId: number,
    filed: Extract<Task['work'], { kind: 'restore' }>['filed'],
    bytes: Buffer,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    const { kind, record } = filed;
    if (kind === 'photo') {
      return (await this.photos.restore(userId, filed.person, record, bytes, signal))
        ? added
        : known(`This is already one of ${filed.person.name}’s photos.`);
    }
    if (kind === 'recognition')
      return (await this.pictures.restoreRecognition(userId, record, bytes, signal))
        ? added
        : known('This result was already added.');
    const faces = await this.pictures.restoreWaiting(userId, record, bytes, signal);
    return faces === undefined
      ? known('This photo is already waiting for your answer.')
      : { outcome: 'asks', message: 'It still needs your answer.' };
  }
}
