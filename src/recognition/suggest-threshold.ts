import type { IndexedPerson } from '../gallery/descriptor-index';
import { type EnrolledPeople, MAX_COMPARED } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import type { GalleryThresholds } from '../gallery/gallery-thresholds';
import type { Lookalikes } from '../gallery/lookalikes';
import { MIN_SURE, PROBABLY_ONE, SUGGESTION_MARGIN, SURE_STEP } from '../gallery/thresholds';

/** A threshold that suits a gallery, and the two people who are most alike. */
export interface Suggestion {
  /** A `sure` threshold at which no two people of the gallery are confused, if there is one. */
  sure: number;
  one: IndexedPerson;
  other: IndexedPerson;
  /** The distance between the two. */
  distance: number;
  /** Whether the two are probably one person. */
  isProbablyOne: boolean;
  /** How many people were compared with each other. */
  compared: number;
  /** How many people the gallery has. */
  people: number;
}

/** How many people can be compared with each other in no time worth mentioning. */
const FEW_PEOPLE = 200;

const floorToStep = (threshold: number) => Math.floor(threshold / SURE_STEP + 1e-6) * SURE_STEP;

/** Suggests thresholds that suit a gallery, by how alike its people are. */
export class ThresholdSuggestions {
  constructor(
    private readonly enrolled: EnrolledPeople,
    private readonly thresholds: GalleryThresholds,
    private readonly lookalikes: Lookalikes,
  ) {}

  /** Suggests a threshold for a gallery; undefined when it has fewer than two people. */
  async forGallery(gallery: Gallery): Promise<Suggestion | undefined> {
    const [pair] = (await this.lookalikes.inGallery(gallery)).pairs;
    if (!pair) return undefined;
    const people = await this.enrolled.count(gallery);
    const usual = await this.thresholds.of(gallery, null);
    // Never above what the gallery would have without a threshold of its own, or strangers would get names (docs/accuracy.md).
    const sure = Math.max(MIN_SURE, Math.min(usual.sure, floorToStep(pair.distance - SUGGESTION_MARGIN)));
    return {
      sure,
      ...pair,
      isProbablyOne: pair.distance <= PROBABLY_ONE,
      compared: Math.min(people, MAX_COMPARED),
      people,
    };
  }

  /** Suggests a threshold if that takes no time; undefined for a large gallery. */
  async forSmallGallery(gallery: Gallery): Promise<Suggestion | undefined> {
    return (await this.enrolled.count(gallery)) <= FEW_PEOPLE ? this.forGallery(gallery) : undefined;
  }
}
