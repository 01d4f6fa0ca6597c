/**
 * The lowest score with which the detector finds a face (engine/detect.ts), and what CompreFace's clients ask for unless they are told
 * otherwise: `det_prob_threshold=0.8`, as CompreFace's own detectors give nearly every face 0.99.
 */
const FLOOR = { score: 0.4, probability: 0.8 };
const DIGITS = 5;

/**
 * How probable it is that a face is one, as CompreFace says it. Our detector gives true faces from 0.4 to 1, which would be lost at the
 * clients' usual threshold: what it finds at all is 0.8 or above here, and 1 stays 1.
 * @param score the detector's, 0 to 1
 */
export function probabilityOf(score: number): number {
  const share = (score - FLOOR.score) / (1 - FLOOR.score);
  const probability = FLOOR.probability + share * (1 - FLOOR.probability);
  return Number(Math.min(1, Math.max(0, probability)).toFixed(DIGITS));
}
