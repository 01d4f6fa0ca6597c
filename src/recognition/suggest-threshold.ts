import type { IndexedPerson } from '../gallery/descriptor-index';
import { type EnrolledPeople, MAX_COMPARED } from '../gallery/enrolled-people';

/** The bounds that a user can set, as the slider has them. */
export const MIN_SURE = 0.3;
export const MAX_SURE = 0.7;
export const STEP = 0.01;

/**
 * How far below the closest pair the suggestion stays: their next photos may come closer than those that are known. A runner-up
 * must be as far behind.
 */
const ROOM = 0.05;

/**
 * Two people who are this close are probably one, enrolled under two names. Of 8 people whose 5 photos were parted in all ways, 98 % of
 * the parts came closer, and no two people did: these were 0.61 apart at least.
 */
const PROBABLY_ONE = 0.45;

export interface Suggestion {
  /** A bound under which no two people of the gallery are confused. */
  sure: number;
  one: IndexedPerson;
  other: IndexedPerson;
  /** Of the closest pair. */
  distance: number;
  isProbablyOne: boolean;
  /** How many people were compared with each other, and how many there are. */
  compared: number;
  people: number;
}

/** So many people are compared with each other in a moment. */
const FEW_PEOPLE = 200;

const floorToStep = (threshold: number) => Math.floor(threshold / STEP + 1e-6) * STEP;

/** Tells from the user's own gallery which bound suits it. */
export class ThresholdSuggestions {
  constructor(
    private readonly enrolled: EnrolledPeople,
    /** The app's own sure bound. */
    private readonly defaultSure: number,
  ) {}

  /** The suggestion for a user, or undefined when there are no two people to confuse. It is kept until the gallery changes. */
  async forUser(userId: number): Promise<Suggestion | undefined> {
    const pair = await this.enrolled.closestPair(userId);
    if (!pair) return undefined;
    const people = await this.enrolled.count(userId);
    // Never wider than the app's own bound: people who look like nobody known would get names (docs/accuracy.md).
    const sure = Math.max(MIN_SURE, Math.min(this.defaultSure, floorToStep(pair.distance - ROOM)));
    return {
      sure,
      ...pair,
      isProbablyOne: pair.distance <= PROBABLY_ONE,
      compared: Math.min(people, MAX_COMPARED),
      people,
    };
  }

  /** The suggestion where it takes no time: for small galleries. */
  async forSmallGallery(userId: number): Promise<Suggestion | undefined> {
    return (await this.enrolled.count(userId)) <= FEW_PEOPLE ? this.forUser(userId) : undefined;
  }
}
