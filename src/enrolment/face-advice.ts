import type { StoredFace } from '../catalog/faces';
import { QUALITY } from '../engine/quality';
import { faceTooBlurred, faceTooSmall, faceTooTurned } from '../errors';

/** Below it somebody else may be enrolled: a person's photos differ by less, but for a bad one (docs/accuracy.md). */
const UNLIKE = 0.7;

const sizeOf = ({ box }: StoredFace) => Math.round(Math.min(box.width, box.height));

/**
 * Whether a face can be known again by this view of it.
 * @returns what is not so good about it, each a sentence for a person; none for a good view
 * @throws faceTooSmall, faceTooBlurred or faceTooTurned when it would spoil the person's other photos
 */
export function adviseOnView(face: StoredFace): string[] {
  const size = sizeOf(face);
  const { sharpness, turn } = face;
  if (size < QUALITY.tooSmall) throw faceTooSmall(size);
  if (sharpness !== null && sharpness < QUALITY.tooBlurred) throw faceTooBlurred();
  if (turn !== null && turn > QUALITY.tooTurned) throw faceTooTurned();
  const advice: string[] = [];
  if (size < QUALITY.small) advice.push(`The face is small (${size} pixels). A closer photo would help.`);
  if (sharpness !== null && sharpness < QUALITY.blurred) advice.push('The face is blurry. A sharper photo would help.');
  if (turn !== null && turn > QUALITY.turned)
    advice.push('The face is turned away. A photo from the front would help.');
  return advice;
}

/** What is said when a face is like nobody's, not even the person's own other photos. @param distance to those; undefined when there are none */
export const adviseOnLikeness = (name: string, distance: number | undefined): string[] =>
  distance !== undefined && distance > UNLIKE ? [`The face doesn’t look much like ${name}’s other photos.`] : [];
