import { setTimeout } from 'node:timers/promises';
import { isStorageFault } from '../../catalog/storage-faults';
import type { Tables } from '../../catalog/tables';
import type { Drafts } from '../../enrolment/drafts';
import { presentOutcome } from '../../enrolment/present-outcomes';
import * as errors from '../../errors';
import { currentActor } from '../../events/actor';
import type { Gallery } from '../../gallery/galleries';
import type { RecognitionRestorer } from '../../recognition/restore-recognitions';
import { MEGABYTE } from '../../units';
import type { SettledTask } from './import-tasks';
import type { FiledRecord } from './plan-lines';
import { DraftRestorer } from './restore-drafts';
import { PhotoRestorer, type RestoreDependencies } from './restore-photos';
import { RecognitionReader } from './restore-recognitions';
import type { ZipFile } from './zip-file';

/** What became of one file. */
export type TaskResult = Pick<Tables['importResults'], 'outcome' | 'message' | 'draftId'>;

export interface TaskDependencies extends RestoreDependencies {
  drafts: Drafts;
  restorer: RecognitionRestorer;
  limits: { photoMegabytes: number };
}

const RETRY_MS = 500;
/** Faults that aren't of one file. */
const ENDS = ['quota_reached', 'importer_gone'] as const;

const added: TaskResult = { outcome: 'added', message: '', draftId: null };
const refused = (message: string): TaskResult => ({ outcome: 'refused', message, draftId: null });
const known = (message: string): TaskResult => ({ outcome: 'known', message, draftId: null });

/** Tries again while the engine is busy, as people at a page come first. @throws what `work` throws, and the signal's reason */
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

/** Adds or restores the files of a zip. */
export class TaskWorker {
  private readonly photos: PhotoRestorer;
  private readonly recognitions: RecognitionReader;
  private readonly drafts: DraftRestorer;

  constructor(private readonly deps: TaskDependencies) {
    this.photos = new PhotoRestorer(deps);
    this.recognitions = new RecognitionReader(deps);
    this.drafts = new DraftRestorer(deps);
  }

  /**
   * Does the task of one file.
   * @param keptHours for how long a result is kept at most
   * @throws storageFull, storageUnavailable, quotaReached, importerGone and every error that isn't the file's fault: the task can be tried again
   */
  async work(
    gallery: Gallery,
    zip: ZipFile,
    task: SettledTask,
    keptHours: number,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    try {
      signal.throwIfAborted();
      return await this.attempt(gallery, zip, task, keptHours, signal);
    } catch (error) {
      if (signal.aborted || isStorageFault(error) || ENDS.some((id) => errors.isFault(error, id))) throw error;
      if (!errors.isFault(error)) throw error;
      return errors.isFault(error, 'photo_known') ? known(error.message) : refused(error.message);
    }
  }

  private async attempt(
    gallery: Gallery,
    zip: ZipFile,
    { file, work }: SettledTask,
    keptHours: number,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    if (work.kind === 'refuse') return refused(work.message);
    const { photoMegabytes } = this.deps.limits;
    const bytes = await zip.unpack(work.entry, photoMegabytes * MEGABYTE, () => errors.photoTooLarge(photoMegabytes));
    if (work.kind === 'add') return retryWhileBusy(() => this.add(gallery, work.name, bytes, file, signal), signal);
    return retryWhileBusy(() => this.restore(gallery, work.filed, bytes, keptHours, signal), signal);
  }

  private async add(
    gallery: Gallery,
    name: string,
    bytes: Buffer,
    file: string,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    const result = await this.deps.enrolment.add(gallery, name, bytes, file, signal);
    const { sentences } = presentOutcome(name, { file, result });
    return {
      outcome: result.kind,
      message: sentences.join(' '),
      draftId: result.kind === 'draft' ? result.draftId : null,
    };
  }

  private async restore(
    gallery: Gallery,
    filed: FiledRecord,
    bytes: Buffer,
    keptHours: number,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    if (filed.kind === 'photo') {
      const isNew = await this.photos.restore(gallery, filed, bytes, signal);
      return isNew ? added : known(errors.photoKnown(filed.person.name).message);
    }
    if (filed.kind === 'recognition') {
      const { userId } = currentActor();
      if (userId === null) throw errors.importerGone();
      const isNew = await this.recognitions.restore({ gallery, userId }, filed.record, bytes, keptHours, signal);
      return isNew ? added : known('This result was already added.');
    }
    const draftId = await this.drafts.restore(gallery, filed.record, bytes, signal);
    return draftId === undefined
      ? known('This photo is already waiting for your answer.')
      : { outcome: 'draft', message: 'It still needs your answer.', draftId };
  }
}
