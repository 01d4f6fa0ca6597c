import type { Box } from './contract';
import { elementAt } from './element-at';
import { DETECT_SIZE } from './networks';

// The views of a picture, besides the whole, that the detector looks at. docs/accuracy.md has the figures.

interface Face {
  box: Box;
}

/**
 * The network finds nine of ten faces that are this wide in its square, in pixels, and eight of ten at 16. When a quarter of
 * the faces that it has found are narrower, it has missed others.
 */
const SMALL = 26;
/** How wide they are then to be. */
const CLEAR = 32;
/**
 * The sides of tiles in which to look for faces when none was found, as shares of the picture's longer side, or of twice its shorter one in a
 * panorama: for faces of a group, and of a crowd.
 */
const CLOSER = [0.58, 0.31];
/** In smaller pictures without a face, in pixels, faces too small for the first look would be too small to recognize, too. */
const LARGE = 1600;
/** Parts of a picture that are smaller than this, in its own pixels, show nothing more when they are enlarged. */
const MIN_TILE = 400;
const MAX_TILES = 16;
/** Overlap of neighboring tiles, as a share of their side: a face that one of them cuts is whole in the other. */
const SHARED = 0.25;

/**
 * Returns the width of the faces in pixels of the network's square: a quarter of them are narrower.
 * @throws {RangeError} when there are no faces
 */
function usualWidth(faces: readonly Face[], whole: Box): number {
  const widths = faces
    .map(({ box }) => (box.width / Math.max(whole.width, whole.height)) * DETECT_SIZE)
    .sort((one, other) => one - other);
  return elementAt(widths, widths.length >> 2);
}

/** Returns the view of the picture inside a border of its own size on each side. */
export const paddedView = ({ left, top, width, height }: Box): Box => ({
  left: left - width,
  top: top - height,
  width: 3 * width,
  height: 3 * height,
});

/**
 * Returns how closely to look at a picture after a first look at the whole of it: the sides of square tiles, in the picture's pixels, to try one after
 * another until there are faces.
 * @param faces those that were found
 */
export function closerLooks(faces: readonly Face[], whole: Box): number[] {
  const [longer, shorter] = [Math.max(whole.width, whole.height), Math.min(whole.width, whole.height)];
  const isWorthIt = (side: number) => side >= MIN_TILE && tileViews(whole, side).length <= MAX_TILES;
  if (faces.length === 0 && longer < LARGE) return [];
  if (faces.length === 0) return CLOSER.map((share) => share * Math.min(longer, 2 * shorter)).filter(isWorthIt);
  const width = usualWidth(faces, whole);
  if (width >= SMALL) return [];
  // The closest look that is worth it, if the faces are too small for any.
  const wanted = (longer * width) / CLEAR;
  for (let side = Math.max(wanted, MIN_TILE); side < longer; side *= 1.1) if (isWorthIt(side)) return [side];
  return [];
}

/** Divides a length into parts of `side`, which overlap. @returns where each begins, and how long it is */
function divide(length: number, side: number): { starts: number[]; side: number } {
  if (length <= side) return { starts: [0], side: length };
  const count = Math.ceil((length - side) / (side * (1 - SHARED))) + 1;
  return { starts: Array.from({ length: count }, (_, i) => (i * (length - side)) / (count - 1)), side };
}

/** Divides the picture into overlapping tiles of this side, in its own pixels; they are narrower where the picture is. */
export function tileViews(whole: Box, side: number): Box[] {
  const [columns, rows] = [divide(whole.width, side), divide(whole.height, side)];
  return rows.starts.flatMap((top) =>
    columns.starts.map((left) => ({ left, top, width: columns.side, height: rows.side })),
  );
}

/** How near to an edge that cuts it the box of a face ends, as a share of its side. */
const NEAR_EDGE = 0.1;

/**
 * Returns whether a tile cuts a face: it ends at an edge of the tile that is no edge of the picture, or next to it. Another tile then
 * has it whole.
 */
export function cutByEdge({ left, top, width, height }: Box, tile: Box, whole: Box): boolean {
  const [right, bottom] = [left + width, top + height];
  const [tileRight, tileBottom] = [tile.left + tile.width, tile.top + tile.height];
  const [nearX, nearY] = [NEAR_EDGE * width, NEAR_EDGE * height];
  return (
    (left <= tile.left + nearX && tile.left > 1) ||
    (top <= tile.top + nearY && tile.top > 1) ||
    (right >= tileRight - nearX && tileRight < whole.width - 1) ||
    (bottom >= tileBottom - nearY && tileBottom < whole.height - 1)
  );
}
