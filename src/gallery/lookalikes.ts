import { type GalleryCloseness, isClose, type PersonCloseness } from './closeness';
import type { EnrolledPeople } from './enrolled-people';
import type { Gallery } from './galleries';
import type { GalleryThresholds } from './gallery-thresholds';

/** How close a gallery's people are, and whether that makes its names worth little. */
export interface GalleryLookalikes extends GalleryCloseness {
  isClose: boolean;
}

/** How close a person's photos come to others, and whether that makes mix-ups likely. */
export interface PersonLookalikes extends PersonCloseness {
  isClose: boolean;
}

/** Notices where people look so much alike to the network that they get each other's names. */
export class Lookalikes {
  constructor(
    private readonly enrolled: EnrolledPeople,
    private readonly thresholds: GalleryThresholds,
  ) {}

  /** Says how close the people of a gallery are to each other. Cached until the gallery changes. */
  async inGallery(gallery: Gallery): Promise<GalleryLookalikes> {
    const closeness = await this.enrolled.closeness(gallery, await this.withinOf(gallery));
    return { ...closeness, isClose: isClose(closeness) };
  }

  /** Says how close a person is to the others. @returns undefined for a person without photos */
  async of(gallery: Gallery, personId: number): Promise<PersonLookalikes | undefined> {
    const closeness = await this.enrolled.closenessOf(gallery, personId, await this.withinOf(gallery));
    return closeness && { ...closeness, isClose: closeness.close > 0 || closeness.confused > 0 };
  }

  /**
   * Up to which distance a photo is close to somebody: what gives a face their name. Small galleries have a wider threshold since
   * strangers are few there, and nobody looks more alike for it. A stricter one of the gallery's own keeps more people apart.
   */
  private async withinOf(gallery: Gallery): Promise<number> {
    return Math.min(this.thresholds.ruleOf(gallery).sure, (await this.thresholds.of(gallery)).sure);
  }
}
