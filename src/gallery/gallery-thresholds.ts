import type { EnrolledPeople } from './enrolled-people';
import type { Gallery } from './galleries';
import { type GallerySize, type MatchSettings, type MatchThresholds, thresholdsFor } from './thresholds';

/** Which thresholds a gallery has, and why. */
export interface ExplainedThresholds {
  /** What applies now. */
  now: MatchThresholds;
  /** What applies to a gallery without a threshold of its own. */
  usual: MatchThresholds;
  /** Whether `usual` says what was measured, or what the operator has set instead. */
  isMeasured: boolean;
  size: GallerySize;
}

/** Each gallery's thresholds, by its own setting, the operator's, or what was measured for galleries of its size. */
export class GalleryThresholds {
  constructor(
    private readonly enrolled: EnrolledPeople,
    private readonly operator: MatchSettings,
  ) {}

  /** The thresholds that decide which names a gallery's faces get. @param sure another sure threshold than the gallery's own, to try */
  async of(gallery: Gallery, sure: number | null = gallery.strictness): Promise<MatchThresholds> {
    return thresholdsFor(await this.enrolled.sizeOf(gallery), { operator: this.operator, own: sure });
  }

  /** The thresholds that decide which names a gallery's faces get, and why. */
  async explain(gallery: Gallery): Promise<ExplainedThresholds> {
    const { operator } = this;
    const size = await this.enrolled.sizeOf(gallery);
    return {
      now: thresholdsFor(size, { operator, own: gallery.strictness }),
      usual: thresholdsFor(size, { operator, own: null }),
      isMeasured: operator.sure === undefined,
      size,
    };
  }
}
