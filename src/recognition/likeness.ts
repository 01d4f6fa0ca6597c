import { EVEN_ODDS } from '../gallery/thresholds';

/**
 * Turns a distance into a percentage for people: 100 for the same face, 50 at 0.6, and high where a match is sure. It doesn't
 * depend on thresholds. The curve is the face_recognition project's
 * (https://github.com/ageitgey/face_recognition/wiki/Calculating-Accuracy-as-a-Percentage).
 */
export function likenessPercent(distance: number): number {
  const linear = Math.min(1, Math.max(0, 1 - distance / (2 * EVEN_ODDS)));
  const bent = linear > 0.5 ? linear + (1 - linear) * ((linear - 0.5) * 2) ** 0.2 : linear;
  return Math.round(bent * 100);
}
