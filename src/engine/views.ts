import type { Box } from './contract';
import { elementAt } from './element-at';
import { DETECT_SIZE } from './networks';

// The views of a picture, besides the whole, that the detector looks at. docs/accuracy.md has the figures.

interface Face {
  box: Box;
}

/** A crowd has at least this many faces, … */
const CROWD = 6;
/**
 * … and half of them are narrower than this, in pixels of the network's square. It finds nine of ten faces at 24
 * pixels, eight at 16.
 */
const SMALL = 26;
/** Below this median width, two tiles a side don't enlarge the faces enough. */
const TINY = 16;
/** Overlap of neighboring tiles, as a share of their side: a face that one of them cuts is whole in the other. */
const SHARED = 0.25;

/**
 * Returns the median width of the faces, in pixels of the network's square.
 * @throws {RangeError} when there are no faces
 */
function medianWidth(faces: readonly Face[], whole: Box): number {
  const widths = faces
    .map(({ box }) => (box.width / Math.max(whole.width, whole.height)) * DETECT_SIZE)
    .sort((one, other) => one - other);
  return elementAt(widths, widths.length >> 1);
}

/** Returns whether there are many small faces: then the network may have missed others. */
export const isCrowd = (faces: readonly Face[], whole: Box): boolean =>
  faces.length >= CROWD && medianWidth(faces, whole) < SMALL;

/** Returns the view of the picture inside a border of its own size on each side. */
export const paddedView = ({ left, top, width, height }: Box): Box => ({
  left: left - width,
  top: top - height,
  width: 3 * width,
  height: 3 * height,
});

/** Divides the picture into overlapping tiles: two a side, or three for tiny faces. */
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

/**
 * Returns whether a tile cuts a face: it ends at an edge of the tile that is no edge of the picture. Another tile then
 * has it whole.
 */
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
