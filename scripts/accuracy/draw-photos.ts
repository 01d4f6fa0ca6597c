import { elementAt } from '../../src/engine/element-at';

/** A described photo of somebody. */
export interface LabeledDescriptor {
  person: string;
  descriptor: Float32Array;
}

/** Shuffles a copy of a list (Fisher–Yates). */
export function shuffle<T>(items: readonly T[], next: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [shuffled[i], shuffled[j]] = [elementAt(shuffled, j), elementAt(shuffled, i)];
  }
  return shuffled;
}

/** Groups photos by person. */
export function groupByPerson<Photo extends { person: string }>(photos: readonly Photo[]): Map<string, Photo[]> {
  const groups = new Map<string, Photo[]>();
  for (const photo of photos) groups.set(photo.person, [...(groups.get(photo.person) ?? []), photo]);
  return groups;
}
