import { distanceOf } from '../catalog/descriptors';
import { inTurns } from '../concurrency/turns';
import { meanOf } from './nearest';
import { FEW, unlikeFor } from './thresholds';

// Which photos don't look like a person's others. A face is compared with the mean and with each photo: children grow, and people
// look different in profile or with a beard, so that a photo may be like some of theirs and unlike the mean.

/** With more photos than these, a photo in doubt is only compared with so many of them, so that a page of many photos stays fast. */
const MAX_COMPARED = 200;

/**
 * Whether a face looks like none of a person's photos, nor like their mean. A person without photos looks like anybody.
 * @param limit the distance beyond which it doesn't: `unlikeFor` the network that has described all
 */
export function isUnlike(face: Float32Array, photos: readonly Float32Array[], limit = unlikeFor()): boolean {
  if (photos.length === 0 || photos.some((photo) => distanceOf(face, photo) <= limit)) return false;
  return distanceOf(face, meanOf(photos)) > limit;
}

/** Whether two people with photos don't look alike: neither's mean is like any photo of the other, or like the other's mean. */
export const areUnlike = (one: readonly Float32Array[], other: readonly Float32Array[], limit = unlikeFor()): boolean =>
  one.length > 0 && other.length > 0 && isUnlike(meanOf(one), other, limit) && isUnlike(meanOf(other), one, limit);

/**
 * Finds the photos of a person that don't look like the others: unlike the mean of all others, and like fewer than `FEW` of them.
 * The time grows with the number of photos, not with its square, and others get their turn in between.
 * @returns their positions
 */
export async function outliersAmong(photos: readonly Float32Array[], limit = unlikeFor()): Promise<number[]> {
  const [first] = photos;
  if (!first || photos.length < 2) return [];
  const sum = new Float64Array(first.length);
  for await (const photo of inTurns(photos))
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (photo[i] ?? 0);
  const compared = everyNth(photos, Math.ceil(photos.length / MAX_COMPARED));
  const outliers: number[] = [];
  for await (const [position, photo] of inTurns(photos.entries())) {
    const meanOfOthers = photo.map((value, i) => ((sum[i] ?? 0) - value) / (photos.length - 1));
    if (distanceOf(photo, meanOfOthers) <= limit) continue;
    const others = compared.filter((each) => each !== photo);
    const alike = others.filter((each) => distanceOf(photo, each) <= limit).length;
    if (alike < FEW * others.length) outliers.push(position);
  }
  return outliers;
}

const everyNth = <Item>(items: readonly Item[], n: number): Item[] => items.filter((_, i) => i % n === 0);
