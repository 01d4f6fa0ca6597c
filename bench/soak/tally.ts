import { quantile } from '../statistics';

/** The kinds of requests, each with the answers that are right for it. */
export const KINDS = {
  page: { name: 'pages', expected: [200, 303] },
  result: { name: 'pages of results', expected: [200, 303] },
  picture: { name: 'photos and thumbnails', expected: [200, 304] },
  asset: { name: 'style sheets and scripts', expected: [200] },
  recognition: { name: 'recognitions', expected: [303, 503] },
  upload: { name: 'labeled photos', expected: [200, 409, 503] },
  change: { name: 'deletes and answers', expected: [303] },
  signIn: { name: 'signing in and out', expected: [200, 302, 303] },
  health: { name: 'GET /health/ready', expected: [200] },
} as const;
export type Kind = keyof typeof KINDS;

/** Right for any request: the visitor has reached a rate limit. */
const LIMITED = 429;
/** Right for any request: another visit may just have deleted the thing. */
const GONE = 404;
const MAX_FAULTS = 20;

interface Counts {
  times: number[];
  statuses: Map<number, number>;
}

/** Counts the answers of the app, and collects the wrong ones. */
export class Tally {
  readonly #kinds = new Map<Kind, Counts>();
  /** The first wrong answers, one line each. */
  readonly faults: string[] = [];
  faultCount = 0;
  /** Visits that were left out, as too many were running. */
  unsent = 0;
  /** Uploads that the visitor aborted. */
  aborted = 0;

  /** Counts an answer. */
  note(kind: Kind, status: number, tookMs: number): void {
    const counts: Counts = this.#kinds.get(kind) ?? { times: [], statuses: new Map<number, number>() };
    this.#kinds.set(kind, counts);
    counts.times.push(tookMs);
    counts.statuses.set(status, (counts.statuses.get(status) ?? 0) + 1);
  }

  /** Counts a wrong answer, or none at all. */
  blame(fault: string): void {
    this.faultCount++;
    if (this.faults.length < MAX_FAULTS) this.faults.push(fault);
  }

  /** Checks that an answer is right for its kind of request. */
  check(kind: Kind, status: number, headers: Headers, what: string): void {
    const expected: readonly number[] = [...KINDS[kind].expected, LIMITED, GONE];
    if (!expected.includes(status)) this.blame(`${what} was answered with ${status}`);
    if ((status === 503 || status === LIMITED) && !headers.has('Retry-After'))
      this.blame(`${what} was answered with ${status} without Retry-After`);
  }

  timesOf(...kinds: Kind[]): number[] {
    return kinds.flatMap((kind) => this.#kinds.get(kind)?.times ?? []);
  }

  p99(...kinds: Kind[]): number {
    return quantile(this.timesOf(...kinds), 0.99);
  }

  count(kind: Kind, status: number): number {
    return this.#kinds.get(kind)?.statuses.get(status) ?? 0;
  }

  /** Sums up each kind of requests: its name, how many there were, their answers, and how long they took, in ms. */
  *summary(): Generator<{
    name: string;
    count: number;
    statuses: string;
    median: number;
    p99: number;
    longest: number;
  }> {
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const { times, statuses } = this.#kinds.get(kind) ?? { times: [], statuses: new Map() };
      if (times.length === 0) continue;
      const answered = [...statuses]
        .sort(([one], [other]) => one - other)
        .map(([status, count]) => `${status}: ${count}`);
      yield {
        name: KINDS[kind].name,
        count: times.length,
        statuses: answered.join(', '),
        median: quantile(times, 0.5),
        p99: quantile(times, 0.99),
        longest: quantile(times, 1),
      };
    }
  }
}
