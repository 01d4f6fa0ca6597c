import { photoDamaged, photoTooDemanding } from '../../errors';
import { boxesIn } from './heif-boxes';
import { type HeifItem, readItems } from './heif-items';

/** A photo of 50 megapixels has some 200 tiles. */
const MAX_TILES = 1024;
/** Put together from others: side by side, one over the other, or one as it is. */
const GRID = 'grid';
const OVERLAY = 'iovl';
const SAME = 'iden';
/** The lists of an honest photo have some 10 kB. Decoders go through them again for each item. */
const MAX_LIST_BYTES = 1_000_000;
/** Items may share bytes, each of which is decoded for each: as many as this beyond those of the file. */
const MAX_SHARED_BYTES = 4_000_000;
const MEGAPIXEL = 1_000_000;
/** A decoder is set up for each item, which takes as long as so many pixels. */
const LEAST_COST = 16_384;
/** In pixels: small pictures may be put together in any way. */
const FREE_COST = 250_000;

interface ItemLimits {
  megapixels: number;
  /** Throws when a picture of this size is too large. */
  checkSize(width: number, height: number): void;
}

/** How many pixels are decoded for each item of a file. */
class Costs {
  private readonly known = new Map<HeifItem, number>();
  private readonly most: number;
  constructor(private readonly limits: ItemLimits) {
    this.most = 2 * limits.megapixels * MEGAPIXEL;
  }

  /**
   * How many pixels are decoded for an item and its alpha channel.
   * @throws photoDamaged, photoTooDemanding, and what `checkSize` throws
   */
  of(item: HeifItem): number {
    const known = this.known.get(item);
    if (known !== undefined) return known;
    this.known.set(item, Number.POSITIVE_INFINITY); // where it is among its own parts
    const colors = this.ofColors(item);
    const alphas = this.sumOf(item.alphas);
    if (alphas > 2 * colors + FREE_COST) throw photoTooDemanding();
    this.known.set(item, colors + alphas);
    return colors + alphas;
  }

  private sumOf(items: readonly HeifItem[]): number {
    return items.reduce((sum, item) => sum + this.of(item), 0);
  }

  private ofColors(item: HeifItem): number {
    const own = Math.max(LEAST_COST, ...item.sizes.map(([width, height]) => width * height));
    const isLayered = item.type === OVERLAY || item.type === SAME;
    if (item.type === GRID) checkTiles(item);
    const parts = isLayered || item.type === GRID ? this.sumOf(item.parts) : 0;
    if (isLayered && parts > 4 * own + FREE_COST) throw photoTooDemanding();
    const cost = Math.max(own, parts);
    if (cost <= this.most) return cost;
    for (const [width, height] of item.sizes) this.limits.checkSize(width, height); // which says more to people
    throw photoTooDemanding();
  }
}

const isCoded = (type: string): boolean => ![GRID, OVERLAY, SAME].includes(type);

/**
 * Tiles cover the picture, and reach beyond it at the right and the bottom.
 * @throws photoDamaged, photoTooDemanding
 */
function checkTiles({ parts: tiles, sizes }: HeifItem): void {
  const isTile = ({ type, parts }: HeifItem) =>
    isCoded(type) || (type === SAME && parts.every((part) => isCoded(part.type)));
  if (tiles.length > MAX_TILES || !tiles.every(isTile)) throw photoTooDemanding();
  const needed = (axis: 0 | 1) => {
    const tile = Math.max(...tiles.flatMap((each) => each.sizes.map((size) => size[axis])));
    return Math.ceil(Math.min(...sizes.map((size) => size[axis])) / tile);
  };
  const [columns, rows] = [needed(0), needed(1)];
  if (!Number.isFinite(columns * rows)) throw photoDamaged(); // they have no size
  if (tiles.length > 2 * columns * rows + columns + rows) throw photoTooDemanding();
}

/** @throws photoTooDemanding */
function checkList(bytes: number): void {
  if (bytes > MAX_LIST_BYTES) throw photoTooDemanding();
}

function checkMeta(file: Buffer, meta: Buffer, limits: ItemLimits): void {
  const items = readItems(meta, checkList);
  const held = items.reduce((sum, { bytes }) => sum + bytes, 0);
  if (held > file.length + MAX_SHARED_BYTES) throw photoTooDemanding();
  const costs = new Costs(limits);
  for (const item of items) costs.of(item);
}

/**
 * Refuses a HEIC or AVIF that would have its decoder go over far more pixels or bytes than its picture has: by its tiles, its layers, its
 * alpha channel, or parts of the file that belong to many items.
 * @throws photoDamaged, photoTooDemanding, and what `checkSize` throws
 */
export function checkItems(bytes: Uint8Array, limits: ItemLimits): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const { type, content } of boxesIn(file)) if (type === 'meta') checkMeta(file, content, limits);
  } catch (error) {
    if (error instanceof RangeError) throw photoDamaged(); // a list isn't in the file
    throw error;
  }
}
