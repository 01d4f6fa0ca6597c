import path from 'node:path';
import type { Config } from '../config';
import { PhotoStore } from './photo-store';
import { StorageQuota } from './storage-quota';

/** Where the bytes lie: each store has its folder in `DATA_DIR`. */
export interface Stores {
  /** Of enrolled photos. */
  uploads: PhotoStore;
  /** Of photos that wait for an answer. */
  drafts: PhotoStore;
  /** Of photos in which people were recognised. */
  recognitions: PhotoStore;
  /** Of zips, until what they hold is added: no user's photos yet, so they don't count. */
  imports: PhotoStore;
  quota: StorageQuota;
}

export function openStores({ dataDir, limits }: Config): Stores {
  const quota = new StorageQuota(limits.storageMegabytes);
  const store = (name: string) => new PhotoStore(path.join(dataDir, name), quota);
  return {
    uploads: store('uploads'),
    drafts: store('drafts'),
    recognitions: store('recognitions'),
    imports: new PhotoStore(path.join(dataDir, 'imports')),
    quota,
  };
}
