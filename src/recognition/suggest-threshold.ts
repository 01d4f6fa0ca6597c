import type { IndexedPerson } from '../gallery/descriptor-index';
import { type EnrolledPeople, MAX_COMPARED } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/gallery-rows';
import { MIN_SURE, PROBABLY_ONE, SUGGESTION_MARGIN, SURE_STEP } from '../gallery/thresholds';

export interface Suggestion {
  /** A threshold at which no two people of the gallery are confused. */
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

const floorToStep = (threshold: number) => Math.floor(threshold / SURE_STEP + 1e-6) * SURE_STEP;

/** Tells from a gallery itself which threshold suits it. */
export class ThresholdSuggestions {
  constructor(
    private readonly enrolled: EnrolledPeople,
    /** The app's own sure threshold. */
    private readonly defaultSure: number,
  ) {}

  /** The suggestion for a gallery, or undefined when there are no two people to confuse. It is kept until the gallery changes. */
  async forGallery(gallery: Gallery): Promise<Suggestion | undefined> {
    const pair = await this.enrolled.closestPair(gallery);
    if (!pair) return undefined;
    const people = await this.enrolled.count(gallery);
    // Never wider than the app's own threshold: people who look like nobody known would get names (docs/accuracy.md).
    const sure = Math.max(MIN_SURE, Math.min(this.defaultSure, floorToStep(pair.distance - SUGGESTION_MARGIN)));
    return {
      sure,
      ...pair,
      isProbablyOne: pair.distance <= PROBABLY_ONE,
      compared: Math.min(people, MAX_COMPARED),
      people,
    };
  }

  /** The suggestion where it takes no time: for small galleries. */
  async forSmallGallery(gallery: Gallery): Promise<Suggestion | undefined> {
    return (await this.enrolled.count(gallery)) <= FEW_PEOPLE ? this.forGallery(gallery) : undefined;
  }
}
