import { quantile } from '../statistics';

/** What a request asks for: each kind has answers that it may be given. */
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

/** Over a limit of theirs: the app's right at any time. */
const LIMITED = 429;
/** What is deleted may just have been asked for. */
const GONE = 404;
const MOST_TOLD = 20;

interface Counts {
  times: number[];
  statuses: Map<number, number>;
}

/** Counts the answers of the app, and keeps what is wrong with them. */
export class Tally {
  readonly #kinds = new Map<Kind, Counts>();
  /** The first answers that no visitor should get, one line each. */
  readonly faults: string[] = [];
  faultCount = 0;
  /** Arrivals that were left out, as too many were on their way. */
  unsent = 0;
  aborted = 0;

  note(kind: Kind, status: number, tookMs: number): void {
    const counts: Counts = this.#kinds.get(kind) ?? { times: [], statuses: new Map<number, number>() };
    this.#kinds.set(kind, counts);
    counts.times.push(tookMs);
    counts.statuses.set(status, (counts.statuses.get(status) ?? 0) + 1);
  }

  /** An answer that the app owes nobody, or none at all. */
  blame(fault: string): void {
    this.faultCount++;
    if (this.faults.length < MOST_TOLD) this.faults.push(fault);
  }

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

  /** Each kind that was asked for: its name, how many, how they were answered, and how long it took (ms). */
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
      const [median, p99, longest] = [0.5, 0.99, 1].map((share) => quantile(times, share));
      yield { name: KINDS[kind].name, count: times.length, statuses: answered.join(', '), median, p99, longest };
    }
  }
}
