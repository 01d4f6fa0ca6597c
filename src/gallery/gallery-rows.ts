import { randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { accountDeleted } from '../errors';
import { randomId } from '../storage/image-name';

/** What a request or a job works in: whose people it compares with, and by which settings. */
export interface Gallery {
  id: number;
  /** Random, safe in an address. */
  handle: string;
  name: string;
  ownerId: number;
  /** The name of the gallery's folder in each store. */
  folder: string;
  /** The gallery's own sure threshold, a distance; null: the app's. */
  strictness: number | null;
  /** Hours that recognitions are kept; null: the app's. */
  retention: number | null;
}

const COLUMNS = ['id', 'handle', 'name', 'ownerId', 'folder', 'strictness', 'retention'] as const;

/**
 * The gallery of this id as it is now.
 * @throws accountDeleted when there is none any more
 */
export async function requireGallery(catalog: Kysely<Tables>, id: number): Promise<Gallery> {
  return catalog.selectFrom('galleries').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow(accountDeleted);
}

/** A user's personal gallery: the first one that they own. Undefined when the account is gone. */
export async function personalGallery(catalog: Kysely<Tables>, ownerId: number): Promise<Gallery | undefined> {
  return (await galleriesOf(catalog, ownerId))[0];
}

/** Every gallery that a user owns, the oldest first. */
export async function galleriesOf(catalog: Kysely<Tables>, ownerId: number): Promise<Gallery[]> {
  return catalog.selectFrom('galleries').select(COLUMNS).where('ownerId', '=', ownerId).orderBy('id').execute();
}

/** Gives a user their personal gallery, unless they have it. Part of the transaction that makes the user. */
export async function ensurePersonalGallery(trx: Transaction<Tables>, ownerId: number): Promise<void> {
  const known = await trx.selectFrom('galleries').select('id').where('ownerId', '=', ownerId).executeTakeFirst();
  if (known) return;
  // Random, so that what is removed late can't be the files of somebody who has come back meanwhile.
  const folder = randomBytes(16).toString('hex');
  await trx
    .insertInto('galleries')
    .values({
      ...{ handle: randomId(), name: 'Personal', ownerId, folder },
      ...{ strictness: null, retention: null, createdAt: Date.now() },
    })
    .execute();
}
