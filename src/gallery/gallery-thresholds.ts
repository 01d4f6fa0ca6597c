import type { DescriptorNetwork } from '../engine/descriptor-network';
import type { EnrolledPeople } from './enrolled-people';
import type { Gallery } from './galleries';
import {
  type GallerySize,
  type MatchRule,
  type MatchSettings,
  type MatchThresholds,
  type ThresholdSources,
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

/** Says which thresholds a network's descriptors have; undefined for the app's own. */
export type RuleOf = (network: string) => MatchRule | undefined;

/** Finds the rules of networks that bring their own bounds. */
export function rulesOf(networks: readonly DescriptorNetwork[]): RuleOf {
  const rules = new Map(
    networks.flatMap(({ id, bounds }) => {
      if (!bounds) return [];
      const rule: MatchRule = { ...bounds, maybeOfFew: bounds.maybe, small: undefined };
      return [[id, rule] as const];
    }),
  );
  return (network) => rules.get(network);
}

/** Each gallery's thresholds, by its own setting, the operator's, or what was measured for galleries of its size. */
export class GalleryThresholds {
  constructor(
    private readonly enrolled: EnrolledPeople,
    private readonly operator: MatchSettings,
    private readonly ruleOf: RuleOf = () => undefined,
  ) {}

  private sourcesOf({ network }: Gallery, own: number | null): ThresholdSources {
    return { rule: this.ruleOf(network), operator: this.operator, own };
  }

  /** The thresholds that decide which names a gallery's faces get. @param sure another sure threshold than the gallery's own, to try */
  async of(gallery: Gallery, sure: number | null = gallery.strictness): Promise<MatchThresholds> {
    return thresholdsFor(await this.enrolled.sizeOf(gallery), this.sourcesOf(gallery, sure));
  }

  /** The thresholds that decide which names a gallery's faces get, and why. */
  async explain(gallery: Gallery): Promise<ExplainedThresholds> {
    const size = await this.enrolled.sizeOf(gallery);
    return {
      now: thresholdsFor(size, this.sourcesOf(gallery, gallery.strictness)),
      usual: thresholdsFor(size, this.sourcesOf(gallery, null)),
      isMeasured: this.operator.sure === undefined,
      size,
    };
  }
}
