import { AsyncLocalStorage } from 'node:async_hooks';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { noteErasure } from '../catalog/erasure';
import type { Tables } from '../catalog/tables';
import type { Happening } from './happening';

// The answers that are kept for an `Idempotency-Key`. They say whatever an answer may say, names among it, so they go with what they name.

/** Stands for an answer that was too long, or had to make room. */
export const NOT_KEPT = '';
/** Stands for an answer that may name what has been deleted since. No JSON. */
export const GONE = 'gone';
/** A request is known to run for so long without its process saying so again, in milliseconds. */
export const RUNNING_MS = 30_000;

/** After these, something that an answer may have named is to be gone. */
const TAKE_AWAY: ReadonlyArray<Happening['type']> = [
  ...(['person.renamed', 'person.merged', 'person.deleted', 'person.moved-away', 'photo.deleted'] as const),
  ...(['recognition.deleted', 'recognitions.deleted', 'draft.discarded', 'import.deleted'] as const),
  ...(['webhook.changed', 'webhook.deleted'] as const),
];

/** A request by its key and its `Idempotency-Key`. */
export interface RequestName {
  apiKeyId: number;
  idempotencyKey: string;
}

const running = new AsyncLocalStorage<RequestName>();

/** Does a request: what it takes away itself isn't named by its own answer. */
export const doRequest = <Result>(request: RequestName, work: () => Result): Result => running.run(request, work);

const named = ({ apiKeyId, idempotencyKey }: RequestName) => ({ apiKeyId, idempotencyKey });

/** The keys of a gallery. */
export const keysOf = (catalog: Kysely<Tables>, galleryId: number) =>
  catalog.selectFrom('apiKeys').select('id').where('galleryId', '=', galleryId);

/** Claims a request. @returns whether it is the first with its name */
export async function claimRequest(catalog: Catalog, request: RequestName, fingerprint: string): Promise<boolean> {
  const now = Date.now();
  const added = await catalog
    .insertInto('idempotentRequests')
    .values({ ...named(request), fingerprint, createdAt: now, answer: null, runningUntil: now + RUNNING_MS })
    .onConflict((conflict) => conflict.doNothing())
    .returning('createdAt')
    .executeTakeFirst();
  return added !== undefined;
}

/** Says that a request still runs. */
export async function noteRunning(catalog: Catalog, request: RequestName): Promise<void> {
  await catalog
    .updateTable('idempotentRequests')
    .set({ runningUntil: Date.now() + RUNNING_MS })
    .where((each) => each.and(named(request)))
    .where('runningUntil', '>', 0)
    .execute();
}

/** Whether a process works on a request. One that seems to run for longer than that is from before the clock was set back. */
export const isRunning = ({ runningUntil }: { runningUntil: number }): boolean =>
  runningUntil > Date.now() && runningUntil <= Date.now() + RUNNING_MS;

/** Says that requests don't run any more. @param request by default all, whose processes are dead */
export async function noteEnded(catalog: Catalog, request?: RequestName): Promise<void> {
  await catalog
    .updateTable('idempotentRequests')
    .set({ runningUntil: 0 })
    .where('runningUntil', '>', 0)
    .$if(request !== undefined, (query) => query.where((each) => each.and(named(request as RequestName))))
    .execute();
}

/** Forgets a request, so that it may be sent again. */
export async function dropRequest(catalog: Catalog, request: RequestName): Promise<void> {
  await catalog
    .deleteFrom('idempotentRequests')
    .where((each) => each.and(named(request)))
    .execute();
}

/** Keeps the answer of a request, unless something that it may name was deleted in the meantime. */
export async function keepAnswer(catalog: Catalog, request: RequestName, answer: string): Promise<void> {
  await catalog
    .updateTable('idempotentRequests')
    .set({ answer: sql<string>`coalesce("answer", ${answer})`, runningUntil: 0 })
    .where((each) => each.and(named(request)))
    .execute();
}

/** Forgets a gallery’s answers when something happens that takes away what they may name; that they were given is still known. */
export async function forgetAnswers(trx: Transaction<Tables>, galleryId: number, { type }: Happening): Promise<void> {
  if (!TAKE_AWAY.includes(type)) return;
  const own = running.getStore();
  const { numUpdatedRows } = await trx
    .updateTable('idempotentRequests')
    .set({ answer: GONE, fingerprint: '' }) // a fingerprint would tell whoever guesses a name that it is right
    .where('apiKeyId', 'in', keysOf(trx, galleryId))
    .where(({ eb, or }) => or([eb('answer', 'is', null), eb('answer', '<>', GONE)]))
    .$if(own !== undefined, (query) => query.where(({ not, and }) => not(and(named(own as RequestName)))))
    .executeTakeFirst();
  if (numUpdatedRows > 0n) noteErasure();
}
