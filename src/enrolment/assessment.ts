import { isUnusable } from '../catalog/descriptors';
import type { StoredFace } from '../catalog/faces';
import { QUALITY } from '../engine/quality';
import { type Fault, faceTooBlurred, faceTooSmall, faceTooTurned, faceUnusable } from '../errors';

/** How good a view of a face is: whether it can be enrolled, and what would make a better photo. */
export interface Assessment {
  /** Why the face can't be enrolled, as it would spoil the person's mean; undefined when it can. */
  refusal: Fault | undefined;
  /** What could be better, in sentences for the user; empty for a good view. */
  advice: string[];
}

/** The shorter side of a face's box, in pixels. */
const sizeOf = ({ box }: StoredFace) => Math.round(Math.min(box.width, box.height));

function refusalOf(face: StoredFace): Fault | undefined {
  const size = sizeOf(face);
  const { sharpness, turn } = face;
  if (size < QUALITY.tooSmall) return faceTooSmall(size);
  if (sharpness !== null && sharpness < QUALITY.tooBlurred) return faceTooBlurred();
  if (isUnusable(face)) return faceUnusable();
  if (turn !== null && turn > QUALITY.tooTurned) return faceTooTurned();
  return undefined;
}

/** Assesses how good a view of a face is, by the limits in `QUALITY`. */
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
