import path from 'node:path';
import type { Config } from '../config';
import { PhotoStore } from './photo-store';
import type { SharedSizes } from './shared-sizes';
import { StorageQuota } from './storage-quota';

/** The stores of photos' bytes, each with its folder in `DATA_DIR`. */
export interface Stores {
  /** Enrolled photos. */
  uploads: PhotoStore;
  /** Photos of drafts. */
  drafts: PhotoStore;
  /** Photos of recognitions. */
  recognitions: PhotoStore;
  /** Zips of running imports. They don't count towards the quota, as their photos count once they are added. */
  imports: PhotoStore;
  quota: StorageQuota;
}

/** Creates the stores of a data folder. Doesn't touch the disk. @param shared keeps their sizes where other processes write, too */
export function openStores({ dataDir, limits }: Config, shared?: SharedSizes): Stores {
  const quota = new StorageQuota(limits.storageMegabytes, shared);
  const store = (name: string) => new PhotoStore(path.join(dataDir, name), quota);
  return {
    uploads: store('uploads'),
    drafts: store('drafts'),
    recognitions: store('recognitions'),
    imports: new PhotoStore(path.join(dataDir, 'imports')),
    quota,
  };
}
