import type { StoredFace } from '../catalog/faces';
import { QUALITY } from '../engine/quality';
import { type Fault, faceTooBlurred, faceTooSmall, faceTooTurned } from '../errors';
import { UNLIKE } from '../gallery/thresholds';

/** How good a view of a face is: whether somebody can be recognized by it, and what would be better. */
export interface Assessment {
  /** Why the face can't be enrolled: it would spoil the person's other photos. Undefined when it can. */
  refusal: Fault | undefined;
  /** What is not so good about it, each a sentence for a person; none for a good view. */
  advice: string[];
}

const sizeOf = ({ box }: StoredFace) => Math.round(Math.min(box.width, box.height));

function refusalOf({ sharpness, turn, ...face }: StoredFace): Fault | undefined {
  const size = sizeOf({ sharpness, turn, ...face });
  if (size < QUALITY.tooSmall) return faceTooSmall(size);
  if (sharpness !== null && sharpness < QUALITY.tooBlurred) return faceTooBlurred();
  if (turn !== null && turn > QUALITY.tooTurned) return faceTooTurned();
  return undefined;
}

/** Whether a face can be enrolled by this view of it. */
export function assess(face: StoredFace): Assessment {
  const size = sizeOf(face);
  const { sharpness, turn } = face;
  const advice: string[] = [];
  if (size < QUALITY.small) advice.push(`The face is small (${size} pixels). A closer photo would help.`);
  if (sharpness !== null && sharpness < QUALITY.blurred) advice.push('The face is blurry. A sharper photo would help.');
  if (turn !== null && turn > QUALITY.turned)
    advice.push('The face is turned away. A photo from the front would help.');
  return { refusal: refusalOf(face), advice };
}

/** What is said when a face is like nobody's, not even the person's own other photos. @param distance to those; undefined when there are none */
export const adviseOnLikeness = (name: string, distance: number | undefined): string[] =>
  distance !== undefined && distance > UNLIKE ? [`The face doesn’t look much like ${name}’s other photos.`] : [];
