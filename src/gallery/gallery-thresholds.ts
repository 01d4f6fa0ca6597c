import type { EnrolledPeople } from './enrolled-people';
import type { Gallery } from './galleries';
import {
  type GallerySize,
  MATCH_RULE,
  type MatchRule,
  type MatchSettings,
  type MatchThresholds,
  type RuledNetwork,
  ruleOf,
  thresholdsFor,
} from './thresholds';

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

/** Each gallery's thresholds, by its own setting, the operator's, or what was measured for its network and galleries of its size. */
export class GalleryThresholds {
  constructor(
    private readonly enrolled: EnrolledPeople,
    private readonly operator: MatchSettings,
    /** The networks that galleries may have their descriptors of. */
    private readonly networks: readonly RuledNetwork[],
  ) {}

  /** The thresholds that decide which names a gallery's faces get. @param sure another sure threshold than the gallery's own, to try */
  async of(gallery: Gallery, sure: number | null = gallery.strictness): Promise<MatchThresholds> {
    return this.for(gallery, await this.enrolled.sizeOf(gallery), sure);
  }

  /** The thresholds that decide which names a gallery's faces get, and why. */
  async explain(gallery: Gallery): Promise<ExplainedThresholds> {
    const size = await this.enrolled.sizeOf(gallery);
    return {
      now: this.for(gallery, size, gallery.strictness),
      usual: this.for(gallery, size, null),
      isMeasured: this.operator.sure === undefined,
      size,
    };
  }

  /** What was measured for the network whose descriptors count in a gallery. */
  ruleOf({ network }: Pick<Gallery, 'network'>): MatchRule {
    const known = this.networks.find(({ id }) => id === network);
    return known ? ruleOf(known) : MATCH_RULE;
  }

  private for(gallery: Gallery, size: GallerySize, own: number | null): MatchThresholds {
    return thresholdsFor(size, { rule: this.ruleOf(gallery), operator: this.operator, own });
  }
}
