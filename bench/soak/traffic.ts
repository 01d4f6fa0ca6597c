import { setTimeout as sleep } from 'node:timers/promises';
import { elementAt } from '../../src/engine/element-at';
import { signIn } from '../../test/support/browser';
import type { Household } from './household';
import type { Tally } from './tally';
import { Visitor } from './visitor';

/** How many visits may run at once. More would measure this process instead of the app. */
const MAX_VISITS = 400;
const GUESTS = 20;

interface Arrivals {
  perSecond: number;
  visit(): Promise<unknown>;
}

export interface Load {
  /** How many recognitions to offer. Other visits come in proportion. */
  photosPerSecond: number;
  seconds: number;
}

/** How many of the other visits come for each recognition. */
const SHARES = { look: 1, lookAtPicture: 1.5, loadAsset: 0.4, add: 0.2, giveUp: 0.1, comeAndGo: 0.05 };

/** Signs a guest in, looks around, and signs out. */
async function comeAndGo(appUrl: string, number: number, tally: Tally): Promise<void> {
  const visitor = new Visitor(appUrl, tally);
  await signIn(appUrl, `Guest ${number % GUESTS}`, '/', visitor);
  await visitor.get('/');
  await visitor.follow(await visitor.post('/logout'));
}

/**
 * Sends visits of every kind. They come at random moments (a Poisson process), however busy the app is with earlier
 * ones.
 * @returns when the last one has been answered
 */
export async function offer(
  appUrl: string,
  households: readonly Household[],
  tally: Tally,
  { photosPerSecond, seconds }: Load,
): Promise<void> {
  let turn = 0;
  const next = () => elementAt(households, turn++ % households.length);
  const often = (share: number, visit: () => Promise<unknown>): Arrivals => ({
    perSecond: share * photosPerSecond,
    visit,
  });
  const arrivals = [
    often(1, () => next().recognize()),
    often(SHARES.look, () => next().look()),
    often(SHARES.lookAtPicture, () => next().lookAtPicture()),
    often(SHARES.loadAsset, () => next().loadAsset()),
    often(SHARES.add, () => next().add()),
    often(SHARES.giveUp, () => next().giveUp(tally)),
    often(SHARES.comeAndGo, () => comeAndGo(appUrl, turn++, tally)),
  ];
  const until = performance.now() + seconds * 1000;
  const underway = new Set<Promise<unknown>>();
  await Promise.all(arrivals.map((each) => arrive(each, until, underway, tally)));
  await Promise.all(underway);
}

/** Starts the visits of one kind until the end, in milliseconds of `performance.now()`. */
async function arrive(
  { perSecond, visit }: Arrivals,
  until: number,
  underway: Set<Promise<unknown>>,
  tally: Tally,
): Promise<void> {
  let due = performance.now();
  for (;;) {
    due -= (Math.log(1 - Math.random()) / perSecond) * 1000;
    if (due >= until) return;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    if (underway.size >= MAX_VISITS) {
      tally.unsent++;
      continue;
    }
    const visiting: Promise<unknown> = visit()
      .catch((error: Error) => tally.blame(`A visit broke off: ${error.message}`))
      .finally(() => underway.delete(visiting));
    underway.add(visiting);
  }
}
