import { readFileSync } from 'node:fs';
import path from 'node:path';

// Builds HEIF files (ISO/IEC 23008-12) around HEVC pictures that are there, as no package of npm encodes HEVC.

export const u8 = (...values: number[]) => Buffer.from(values);
export const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export const box = (type: string, ...parts: Uint8Array[]) => {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, 'latin1'), content]);
};
export const fullBox = (type: string, version: number, ...parts: Uint8Array[]) =>
  box(type, u8(version, 0, 0, 0), ...parts);

/** One of the HEIC photos beside this file: a face from sample photo 1, 256 × 320. README.md says how they were made. */
export const heicPhoto = (name: 'bea' | 'bea-10bit' | 'bea-alpha'): Buffer =>
  readFileSync(path.join(__dirname, 'heic', `${name}.heic`));

/** Returns a box with its head, wherever it is in a file. */
export function findBox(file: Buffer, type: string): Buffer {
  const at = file.indexOf(type, 0, 'latin1') - 4;
  return file.subarray(at, at + file.readUInt32BE(at));
}

/** What a HEIC is built of. */
export interface HeicParts {
  columns?: number;
  rows?: number;
  /** Quarter turns counterclockwise that make the picture upright. */
  turns?: number;
  /** Whether it is mirrored, left for right. */
  mirrored?: boolean;
  /** The size that the header says. */
  claims?: readonly [width: number, height: number];
  /** How many pictures are in the file, all the same. The first is the main one. */
  pictures?: number;
  /** An ICC profile. */
  profile?: Uint8Array;
  brand?: string;
}

const TILE = [256, 320] as const;

/** Builds a HEIC as iPhones write them: a grid of tiles, here the same face in each. */
export function gridHeic({
  columns = 1,
  rows = 1,
  turns = 0,
  mirrored = false,
  claims = [TILE[0] * columns, TILE[1] * rows],
  pictures = 1,
  profile,
  brand = 'heic',
}: HeicParts = {}): Buffer {
  const photo = heicPhoto('bea');
  const hvcC = findBox(photo, 'hvcC');
  const tile = findBox(photo, 'mdat').subarray(8);
  const tiles = Array.from({ length: columns * rows }, (_, i) => i + 1);
  const grids = Array.from({ length: pictures }, (_, i) => tiles.length + 1 + i);
  const grid = Buffer.concat([u8(0, 1, rows - 1, columns - 1), u32(claims[0]), u32(claims[1])]);

  const properties = [
    hvcC,
    fullBox('ispe', 0, u32(TILE[0]), u32(TILE[1])),
    fullBox('ispe', 0, u32(claims[0]), u32(claims[1])),
    box('irot', u8(turns)),
    box('imir', u8(1)),
    ...(profile ? [box('colr', Buffer.from('prof'), profile)] : []),
  ];
  const ofTile = u8(2, 0x81, 2);
  const used = [3, 0x84, ...(mirrored ? [0x85] : []), ...(profile ? [6] : [])];
  const ofGrid = u8(used.length, ...used);
  const associations = [...tiles.flatMap((id) => [u16(id), ofTile]), ...grids.flatMap((id) => [u16(id), ofGrid])];
  const entries = [...tiles.map((id) => [id, 'hvc1'] as const), ...grids.map((id) => [id, 'grid'] as const)];
  const ftyp = box('ftyp', Buffer.from(brand), u32(0), Buffer.from(`mif1${brand}`));
  const meta = (mdatAt: number) =>
    fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(tiles.length + 1)),
      fullBox(
        'iinf',
        0,
        u16(entries.length),
        ...entries.map(([id, type]) => fullBox('infe', 2, u16(id), u16(0), Buffer.from(`${type}\0`))),
      ),
      fullBox(
        'iref',
        0,
        ...grids.map((id) => box('dimg', u16(id), u16(tiles.length), ...tiles.map((each) => u16(each)))),
      ),
      box('iprp', box('ipco', ...properties), fullBox('ipma', 0, u32(entries.length), ...associations)),
      fullBox(
        'iloc',
        0,
        u8(0x44, 0),
        u16(entries.length),
        ...entries.map(([id, type]) =>
          Buffer.concat([
            u16(id),
            u16(0),
            u16(1),
            u32(type === 'grid' ? mdatAt + tile.length : mdatAt),
            u32(type === 'grid' ? grid.length : tile.length),
          ]),
        ),
      ),
    );
  const mdatAt = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(mdatAt), box('mdat', tile, grid)]);
}
