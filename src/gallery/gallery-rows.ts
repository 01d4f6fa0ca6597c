import { randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { accountDeleted } from '../errors';
import { randomId } from '../storage/image-name';

/** A gallery's row: a request or a job works in one, with its people and its settings. */
export interface Gallery {
  id: number;
  /** A random id, safe in an address. */
  handle: string;
  name: string;
  ownerId: number;
  /** The name of the gallery's folder in each store. */
  folder: string;
  /** The gallery's own sure threshold, a distance; null means the app's setting. */
  strictness: number | null;
  /** How many hours recognitions are kept; null means the app's setting. */
  retention: number | null;
}

const COLUMNS = ['id', 'handle', 'name', 'ownerId', 'folder', 'strictness', 'retention'] as const;

/**
 * Reads a gallery.
 * @throws accountDeleted when there is none with this id any more
 */
export async function requireGallery(catalog: Kysely<Tables>, id: number): Promise<Gallery> {
  return catalog.selectFrom('galleries').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow(accountDeleted);
}

/** Finds a user's personal gallery: the first one that they own. @returns undefined when the account is gone */
export async function personalGallery(catalog: Kysely<Tables>, ownerId: number): Promise<Gallery | undefined> {
  return (await galleriesOf(catalog, ownerId)).at(0);
}

/** Lists every gallery that a user owns, the oldest first. */
export async function galleriesOf(catalog: Kysely<Tables>, ownerId: number): Promise<Gallery[]> {
  return catalog.selectFrom('galleries').select(COLUMNS).where('ownerId', '=', ownerId).orderBy('id').execute();
}

/** Creates a user's personal gallery, unless they have one. Belongs into the transaction that creates the user. */
export async function ensurePersonalGallery(trx: Transaction<Tables>, ownerId: number): Promise<void> {
  const known = await trx.selectFrom('galleries').select('id').where('ownerId', '=', ownerId).executeTakeFirst();
  if (known) return;
  // Random, so that a late removal can't delete the files of somebody who has signed up again meanwhile.
  const folder = randomBytes(16).toString('hex');
  await trx
    .insertInto('galleries')
    .values({
      ...{ handle: randomId(), name: 'Personal', ownerId, folder },
      ...{ strictness: null, retention: null, createdAt: Date.now() },
    })
    .execute();
}
