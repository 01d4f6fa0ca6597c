import type fc from 'fast-check';
import type { Gallery } from '../../../src/gallery/galleries';
import { isAtLeast, type Role, strongestOf } from '../../../src/gallery/memberships';
import type { ApiClient } from '../api';
import type { TestApp } from '../app';
import type { Browser } from '../browser';

export const PEOPLE = ['Ed', 'Vi'] as const;
export type Person = (typeof PEOPLE)[number];

/** What each person may do in a gallery that Olga owns, as it should be. */
export interface Model {
  given: Record<Person, Role | null>;
  isInGroup: Record<Person, boolean>;
  /** Whether no group counts for them, as they have left. */
  hasLeft: Record<Person, boolean>;
  groupRole: Role | null;
  /** The links that nobody's loss has ended. */
  links: Array<{ address: string; role: Role }>;
  hasKey: Record<Person, boolean>;
  results: Result[];
}

/** A result whose address everybody keeps. */
interface Result {
  address: string;
  maker: Person;
  isShared: boolean;
}

/** The app, a gallery in it, and those who come and go. */
export interface Real {
  app: TestApp;
  club: Gallery;
  browsers: Record<Person, Browser>;
  olga: Browser;
  /** The key that each made last. */
  keys: Partial<Record<Person, ApiClient>>;
  /** Every link that was made, in this order. */
  links: string[];
  /** Addresses of what the gallery has, with the weakest role that may see each. */
  pages: ReadonlyArray<readonly [address: string, needed: Role]>;
  /** The photo, as its owner sees it. */
  photo: Buffer;
  /** Whoever is in the photo, by their handle. */
  person: string;
  draft: string;
  /** What is recognized, and what is imported. */
  upload: Buffer;
  zip: Buffer;
  /** The address of every result that was made. */
  kept: string[];
}

export type Command = fc.AsyncCommand<Model, Real>;

/** Nobody but Olga has a role. */
export const firstModel = (): Model => ({
  given: { Ed: null, Vi: null },
  isInGroup: { Ed: false, Vi: false },
  hasLeft: { Ed: false, Vi: false },
  groupRole: null,
  links: [],
  hasKey: { Ed: false, Vi: false },
  results: [],
});

/** The role that somebody has, by what they were given and by the group. */
export function roleOf({ given, isInGroup, hasLeft, groupRole }: Model, who: Person): Role | undefined {
  const byGroup = isInGroup[who] && !hasLeft[who] ? groupRole : null;
  return strongestOf([given[who] ?? [], byGroup ?? []].flat());
}

/** Notes that somebody uses a link that stands: it gives no less than they have. */
export function noteJoined(model: Model, who: Person, role: Role): void {
  if (isAtLeast(roleOf(model, who), role)) return;
  model.given[who] = role;
  model.hasLeft[who] = false;
}

/** Notes that results of those without a role are deleted, unless they are shared. */
export function noteDeleted(model: Model): void {
  model.results = model.results.filter(({ isShared, maker }) => isShared || roleOf(model, maker));
}

/**
 * Notes what is gone once somebody has less: the keys of those without a role, and links that give more than what is left.
 * @param left what is left to whom an owner has taken something; null for nothing
 */
export function noteLoss(model: Model, left?: Role | null): void {
  if (left !== undefined) model.links = model.links.filter(({ role: gives }) => isAtLeast(left ?? undefined, gives));
  for (const who of PEOPLE) if (!roleOf(model, who)) model.hasKey[who] = false;
}

/** A command that can always be given. */
export const command = (says: string, run: Command['run']): Command => ({
  check: () => true,
  toString: () => says,
  run,
});

/** Does several things one after the other, which would seldom follow each other by chance. */
export const inTurn = (...steps: readonly Command[]): Command =>
  command(steps.join(', then '), async (model, real) => {
    for (const step of steps) await step.run(model, real);
  });
