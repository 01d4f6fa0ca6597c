import { likenessPercent, ruleOf } from '../../src/gallery/thresholds';
import { NETWORK } from './descriptors';

/** What was measured for the network whose descriptors count in new galleries. */
export const RULE = ruleOf({ id: NETWORK, bounds: null });

/** The sure threshold of a gallery of at most five people with one or two photos each. */
export const SURE_OF_FEW = RULE.small?.sure ?? RULE.sure;

/** As pages show it: in per cent, and for the slider. */
export const PERCENT_OF_FEW = `${likenessPercent(SURE_OF_FEW)}%`;
export const SLIDER_OF_FEW = SURE_OF_FEW.toFixed(2);
