import type { DescriptorNetwork } from '../../src/engine/descriptor-network';
import {
  type GallerySize,
  type MatchSettings,
  type MatchThresholds,
  ruleOf,
  thresholdsFor,
} from '../../src/gallery/thresholds';

/** Thresholds for galleries of any size, to be tried. */
export interface TriedRule {
  name: string;
  thresholdsFor(size: GallerySize): MatchThresholds;
}

/** What the app had for every gallery, before it went by the size. */
const BEFORE: MatchThresholds = { sure: 0.5, maybe: 0.6, maybeOfFew: 0.6, margin: 0.05 };

/** The rules to compare: the app's first one, and what applies now, by the settings in the environment. */
export const rulesToTry = (network: DescriptorNetwork, operator: MatchSettings): TriedRule[] => [
  { name: 'before', thresholdsFor: () => BEFORE },
  { name: 'now', thresholdsFor: (size) => thresholdsFor(size, { rule: ruleOf(network), operator, own: null }) },
];
