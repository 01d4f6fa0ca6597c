import { AsyncLocalStorage } from 'node:async_hooks';
import { type Kysely, sql } from 'kysely';
import { type Lease, requireLease } from '../catalog/leases';
import type { Tables } from '../catalog/tables';

/** Who does what is done: a user, perhaps by a key, or a visitor who hasn't signed in yet. */
export interface Actor {
  /** Null before a sign-in. */
  userId: number | null;
  /** The key that opened the request; null on pages and in the app's own work. */
  key: { handle: string; name: string } | null;
  /** The address that the request came from; null for work that goes on after a restart. */
  address: string | null;
  /** The import that does it: what it adds is told once, when it is done. */
  importId?: string;
  /** Under which it is done, where one process at a time may do it. */
  lease?: Lease;
  /** Whether a person is being copied: each of the photos would be an entry of its own, so they are told once, in the end. */
  isCopying?: true;
  /** Whether it is whoever runs the server, at its command line. */
  isAtServer?: true;
}

/** What the app does by itself, such as removing what has expired. */
const NOBODY: Actor = { userId: null, key: null, address: null };

const actors = new AsyncLocalStorage<Actor>();

/** Does some work as somebody. What it starts and doesn't wait for goes on as them. */
export const actAs = <Result>(actor: Actor, work: () => Result): Result => actors.run(actor, work);

/** The id of who adds what is being added, as a statement finds it: null when they are gone, or nobody. */
export const adder = () => sql<number | null>`(select id from users where id = ${currentActor().userId})`;

/** Who does what is being done. */
export const currentActor = (): Actor => actors.getStore() ?? NOBODY;

/** Requires of work under a lease, in a transaction of it, that no other process has taken it over. @throws LeaseLost */
export async function requireOwnLease(trx: Kysely<Tables>): Promise<void> {
  const { lease } = currentActor();
  if (lease) await requireLease(trx, lease);
}
