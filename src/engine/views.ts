import type { Box } from './contract';
import { DETECT_SIZE } from './networks';

// What the detector looks at besides the whole picture; the figures are in docs/accuracy.md.

interface Face {
  box: Box;
}

/** A crowd has this many faces at least, … */
const CROWD = 6;
/** … of which half are narrower than this in the network's square: it finds nine of ten at 24 pixels, and eight at 16. */
const SMALL = 26;
/** Below this, two tiles a side aren't close enough. */
const TINY = 16;
/** How much neighbouring tiles share of their side: the faces that one cuts are whole in the other. */
const SHARED = 0.25;

/** The median width of the faces, as the network saw them. */
function medianWidth(faces: readonly Face[], whole: Box): number {
  const widths = faces
    .map(({ box }) => (box.width / Math.max(whole.width, whole.height)) * DETECT_SIZE)
    .sort((one, other) => one - other);
  return widths[widths.length >> 1];
}

/** Whether there are many small faces, so that more may have been overlooked. */
export const isCrowd = (faces: readonly Face[], whole: Box): boolean =>
  faces.length >= CROWD && medianWidth(faces, whole) < SMALL;

/** The picture inside a border of its own size on each side. */
export const paddedView = ({ left, top, width, height }: Box): Box => ({
  left: left - width,
  top: top - height,
  width: 3 * width,
  height: 3 * height,
});

/** Overlapping parts of the picture, two a side, or three for tiny faces. */
export function tileViews(faces: readonly Face[], whole: Box): Box[] {
  const aSide = medianWidth(faces, whole) < TINY ? 3 : 2;
  const share = 1 / (aSide - (aSide - 1) * SHARED);
  const [width, height] = [whole.width * share, whole.height * share];
  const step = (1 - share) / (aSide - 1);
  return Array.from({ length: aSide * aSide }, (_, i) => ({
    left: (i % aSide) * step * whole.width,
    top: Math.floor(i / aSide) * step * whole.height,
    width,
    height,
  }));
}

/** Whether a face ends where its tile does, but the picture doesn't: then another tile has the whole of it. */
export function cutByEdge({ left, top, width, height }: Box, tile: Box, whole: Box): boolean {
  const [right, bottom] = [left + width, top + height];
  const [tileRight, tileBottom] = [tile.left + tile.width, tile.top + tile.height];
  return (
    (left <= tile.left + 1 && tile.left > 1) ||
    (top <= tile.top + 1 && tile.top > 1) ||
    (right >= tileRight - 1 && tileRight < whole.width - 1) ||
    (bottom >= tileBottom - 1 && tileBottom < whole.height - 1)
  );
}
