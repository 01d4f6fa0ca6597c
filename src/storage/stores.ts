import path from 'node:path';
import type { Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';
import type { Config } from '../config';
import { NotedRemovals } from './noted-removals';
import { PhotoStore } from './photo-store';
import { SharedSizes } from './shared-sizes';
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

/** Creates the stores of a data folder. Doesn't touch the disk. @param shared keeps what other processes that write there have to know */
export function openStores({ dataDir, limits }: Config, shared?: Kysely<Tables>): Stores {
  const quota = new StorageQuota(limits.storageMegabytes, shared && new SharedSizes(shared));
  const store = (name: NotedStore) =>
    new PhotoStore(path.join(dataDir, name), quota, shared && new NotedRemovals(shared, name));
  return {
    uploads: store('uploads'),
    drafts: store('drafts'),
    recognitions: store('recognitions'),
    imports: new PhotoStore(path.join(dataDir, 'imports')),
    quota,
  };
}

/** The stores whose files have rows. */
const NOTED_STORES = ['uploads', 'drafts', 'recognitions'] as const;
type NotedStore = (typeof NOTED_STORES)[number];

/** Has the catalog note which files are to be removed. To be called where several processes share it. */
export async function noteRemovals(catalog: Kysely<Tables>): Promise<void> {
  for (const each of NOTED_STORES) await new NotedRemovals(catalog, each).begin();
}
