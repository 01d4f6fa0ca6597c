import sharp from 'sharp';
import { repeated } from './costly-photos';
import { box, findBox, fullBox, heicPhoto, u8, u16, u32 } from './heic-boxes';

// Builds HEIC and AVIF files whose items cost more to decode than the picture that they make.

/** A picture that is coded, or put together from others. Numbers of items begin with 1. */
export interface HeifPart {
  type: 'hvc1' | 'av01' | 'grid' | 'iovl' | 'iden';
  size: readonly [width: number, height: number];
  data: Uint8Array;
  /** How its decoder is set up: a box `hvcC` or `av1C`. */
  setup?: Uint8Array;
  /** The numbers of the items that it is made of. */
  parts?: readonly number[];
  /** The number of the item whose alpha channel it is. */
  alphaOf?: number;
}

const ALPHA = Buffer.from('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0');
const reference = (type: string, from: number, to: readonly number[]) =>
  box(type, u16(from), u16(to.length), ...to.map((each) => u16(each)));

/** Puts items into a file; the last one is the main picture. Items that have the same bytes share them. */
export function heif(
  brand: 'heic' | 'avif',
  items: readonly HeifPart[],
  moreReferences: Uint8Array = Buffer.alloc(0),
): Buffer {
  const data = [...new Set(items.map((item) => item.data))];
  const starts = data.map((_, i) => data.slice(0, i).reduce((sum, { length }) => sum + length, 0));
  const ids = items.map((_, i) => i + 1);
  const setups = [...new Set(items.flatMap(({ setup }) => setup ?? []))];
  const sizes = [...new Set(items.map(({ size }) => size.join()))];
  const properties = [
    ...sizes.map((size) => fullBox('ispe', 0, ...size.split(',').map((side) => u32(Number(side))))),
    ...setups,
    fullBox('auxC', 0, ALPHA),
  ];
  const associations = items.map(({ size, setup, alphaOf }, i) => {
    const used = [sizes.indexOf(size.join()) + 1];
    if (setup) used.push(sizes.length + setups.indexOf(setup) + 1);
    if (alphaOf) used.push(properties.length);
    return Buffer.concat([u16(i + 1), u8(used.length, ...used)]);
  });
  const references = items.flatMap(({ parts, alphaOf }, i) => [
    ...(parts ? [reference('dimg', i + 1, parts)] : []),
    ...(alphaOf ? [reference('auxl', i + 1, [alphaOf])] : []),
  ]);
  const ftyp = box('ftyp', Buffer.from(brand), u32(0), Buffer.from(`mif1${brand}`));
  const meta = (mdatAt: number) =>
    fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(ids.length)),
      fullBox(
        'iinf',
        0,
        u16(ids.length),
        ...items.map(({ type }, i) => fullBox('infe', 2, u16(i + 1), u16(0), Buffer.from(`${type}\0`))),
      ),
      fullBox('iref', 0, ...references, moreReferences),
      box('iprp', box('ipco', ...properties), fullBox('ipma', 0, u32(ids.length), ...associations)),
      fullBox(
        'iloc',
        0,
        u8(0x44, 0),
        u16(ids.length),
        ...items.map((item, i) => {
          const extent = Buffer.concat([u32(mdatAt + (starts[data.indexOf(item.data)] ?? 0)), u32(item.data.length)]);
          return Buffer.concat([u16(i + 1), u16(0), u16(1), extent]);
        }),
      ),
    );
  const mdatAt = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(mdatAt), box('mdat', ...data)]);
}

/** A coded picture of a HEIC: a face, 256 × 320. */
export function hevcPart(): HeifPart {
  const photo = heicPhoto('bea');
  return { type: 'hvc1', size: [256, 320], data: findBox(photo, 'mdat').subarray(8), setup: findBox(photo, 'hvcC') };
}

/** A gray coded picture of an AVIF. */
export async function av1Part(width: number, height: number): Promise<HeifPart> {
  const photo = await sharp({ create: { width, height, channels: 3, background: 'gray' } })
    .avif()
    .toBuffer();
  const data = findBox(photo, 'mdat').subarray(8);
  return { type: 'av01', size: [width, height], data, setup: findBox(photo, 'av1C') };
}

/** A grid of the items before it. */
export const gridPart = (columns: number, rows: number, size: HeifPart['size'], first = 1): HeifPart => ({
  type: 'grid',
  size,
  data: Buffer.concat([u8(0, 1, rows - 1, columns - 1), u32(size[0]), u32(size[1])]),
  parts: Array.from({ length: columns * rows }, (_, i) => first + i),
});

/** Items one over the other (`iovl`), or one as it is (`iden`). */
export const layersPart = (type: 'iovl' | 'iden', parts: readonly number[], size: HeifPart['size']): HeifPart => ({
  type,
  size,
  data: Buffer.concat([u8(0, 1), Buffer.alloc(8), u32(size[0]), u32(size[1]), Buffer.alloc(8 * parts.length)]),
  parts,
});

/** An item as often as this. */
export const many = (part: HeifPart, count: number): HeifPart[] => Array<HeifPart>(count).fill(part);

/** A HEIC of two tiles with so many bytes of references, each of which says that the first belongs to the second. */
export const longReferences = (bytes: number): Buffer =>
  heif('heic', [...many(hevcPart(), 2), gridPart(2, 1, [512, 320])], repeated(reference('cdsc', 1, [2]), bytes));
