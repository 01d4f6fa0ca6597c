import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';

// SQLite overwrites deleted rows in its file (secure_delete), but the write-ahead log has earlier versions of the changed pages until it is
// emptied (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint). Left alone, it is emptied when it has 4 MB, which may be months later.

/** Deletions that come this close to each other are erased together, in milliseconds. */
const TOGETHER_MS = 50;
/** How long until it is tried again, while a transaction runs or another process reads, in milliseconds. */
const AGAIN_MS = 20;
/** How long a request waits for that. Later, it is done without it. */
const PATIENCE_MS = 2000;
/** When what no request waits for is erased, in milliseconds. docs/security.md says so. */
const LATER_MS = 1000;

/** Tables whose rows say nothing of anybody, or of which only numbers change. */
const SAY_NOTHING = [
  'galleries',
  'galleryChanges',
  'eventCounters',
  'eventSpace',
  'leases',
  'housekeeping',
  'guesses',
  'storedBytes',
  'setUpLinks',
];
/** They name nobody: names are looked up when something is sent. */
const OF_WEBHOOKS = ['outbox', 'webhookDeliveries', 'webhookAttempts'];
const OF_REQUESTS = ['sessions', 'signInEntries', 'idempotentRequests'];
/** Tables that change with most requests: what they lose is erased later. */
const CHANGE_OFTEN = [
  ...OF_REQUESTS,
  'imports',
  'importResults',
  'users',
  'events',
  'auditEntries',
  'acts',
  ...OF_WEBHOOKS,
];
/** Tables of both kinds whose rows go with an account alone, and say whose it was. */
const OF_ACCOUNTS = ['users', 'galleries'];
/** Tables of which an update replaces what people want to be gone, such as a name. */
const REPLACED = ['people', 'drafts', 'merges', 'verdicts', 'ignoredFaces'];

/** Whether a statement takes something away: at once, later, or not. */
export function erasingOf(sql: string): 'now' | 'later' | undefined {
  const [, kind = '', table = ''] = /^(delete from|update|insert into) "(\w+)"/.exec(sql) ?? [];
  if (kind === 'delete from' && OF_ACCOUNTS.includes(table)) return 'now';
  if (table === '' || SAY_NOTHING.includes(table)) return undefined;
  if (kind === 'insert into') return sql.includes(' do update ') ? 'later' : undefined;
  if (kind === 'delete from' && table === 'users') return 'now'; // of an empty account it is the only deletion
  if (CHANGE_OFTEN.includes(table)) return 'later';
  return kind === 'delete from' || REPLACED.includes(table) ? 'now' : undefined;
}

const requests = new AsyncLocalStorage<{ erases: boolean }>();

/** Says that the request that is running takes something away, and so isn't answered before it is gone. */
export function noteErasure(): void {
  const request = requests.getStore();
  if (request) request.erases = true;
}

/** Sees to it that what was deleted from the database is gone from its write-ahead log, too. */
export class Erasure {
  private isDue = false;
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private erasedAt = Number.NEGATIVE_INFINITY;
  private empty: () => boolean = () => true;

  /** @param empty empties the log; returns false when that isn't possible now */
  attach(empty: () => boolean): void {
    this.empty = empty;
  }

  /** Notes that something may be in the log that is to be gone. */
  note(when: 'now' | 'later' = 'now'): void {
    if (when === 'now') noteErasure();
    this.isDue = true;
    this.timer ??= setTimeout(() => void this.eraseLater(), LATER_MS).unref();
  }

  private async eraseLater(): Promise<void> {
    await this.done();
    this.timer = undefined;
    if (this.isDue) this.note('later');
  }

  /** Resolves when everything that was deleted is gone, or can't be erased for seconds. Then it is tried again until it succeeds. */
  async done(): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (this.isDue && performance.now() < end) {
      this.running ??= this.erase().finally(() => {
        this.running = undefined;
      });
      await this.running;
    }
  }

  private async erase(): Promise<void> {
    const wait = this.erasedAt + TOGETHER_MS - performance.now();
    if (wait > 0) await pause(wait);
    if (this.empty()) {
      this.isDue = false;
      this.erasedAt = performance.now();
    } else await pause(AGAIN_MS);
  }

  /** Runs a request. If it takes something away, this resolves when that is gone. */
  async around(request: () => Promise<void>): Promise<void> {
    const state = { erases: false };
    try {
      await requests.run(state, request);
    } finally {
      if (state.erases) await this.done();
    }
  }

  /** Stops trying: the log is emptied as the database is closed. */
  close(): void {
    clearTimeout(this.timer);
    this.isDue = false;
    this.empty = () => true;
  }
}
