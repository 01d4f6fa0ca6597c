/** The formats that are decoded, as libvips calls them where it decodes them. */
export type DecodedKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'heic' | 'bmp';

/** What a file is by its first bytes: a photo that is decoded, or something else that has a name. */
export type Kind = { photo: DecodedKind } | { other: string; remedy: string } | undefined;

const SAVE_AS_JPEG = 'Please save it as JPEG first.';
const DEVELOP = 'Please export it as JPEG from your photo app.';
const CHOOSE = 'Please choose a photo.';

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);

const AVIF = ['avif', 'avis'];
const HEIC = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const HEIF = ['mif1', 'mif2', 'mif3', 'msf1', 'miaf'];
/** Enough for the list of a file's items, which comes before their bytes. */
const META_BYTES = 65_536;
const MAX_BRANDS_END = 256;

/** Tells apart what shares the container of MP4 (ISO/IEC 14496-12), by the brands that the file says it has. */
function kindOfContainer(bytes: Uint8Array): Kind {
  const end = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, MAX_BRANDS_END);
  const major = ascii(bytes, 8, 12);
  const brands = [major, ...(ascii(bytes, 16, end).match(/.{4}/gs) ?? [])];
  const has = (known: readonly string[]) => brands.some((brand) => known.includes(brand));
  if (major === 'crx ') return { other: 'a raw photo', remedy: DEVELOP };
  if (AVIF.includes(major)) return { photo: 'avif' };
  if (HEIC.includes(major)) return { photo: 'heic' };
  if (has(AVIF) !== has(HEIC)) return { photo: has(AVIF) ? 'avif' : 'heic' };
  if (!has(HEIF)) return { other: 'a video', remedy: CHOOSE };
  // A general brand: the coding of the first item decides.
  return { photo: /hvc1|av01/.exec(ascii(bytes, 0, META_BYTES))?.[0] === 'av01' ? 'avif' : 'heic' };
}

/** Raw photos that are TIFFs inside are told by what only cameras write: a marker of their maker, or DNG's tag. */
function kindOfTiff(bytes: Uint8Array): Kind {
  const isRaw = ascii(bytes, 8, 10) === 'CR' || isRawTiff(bytes);
  return isRaw ? { other: 'a raw photo', remedy: DEVELOP } : { photo: 'tiff' };
}

const TIFF_MAX_ENTRIES = 512;
const NEW_SUBFILE_TYPE = 254;
const MAKE = 271;
const SUB_IFDS = 330;
const DNG_VERSION = 50_706;

/**
 * Returns whether the first directory of a TIFF is that of a raw photo: DNG says so, and NEF, ARW and the like have a
 * small picture there, by a camera's maker, and the raw one in a directory below.
 */
function isRawTiff(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const at = bytes.length >= 8 ? view.getUint32(4, little) : bytes.length;
  if (at + 2 > bytes.length) return false;
  const count = Math.min(view.getUint16(at, little), TIFF_MAX_ENTRIES);
  const tags = new Map<number, number>();
  for (let i = 0; i < count && at + 14 + i * 12 <= bytes.length; i++) {
    const entry = at + 2 + i * 12;
    tags.set(view.getUint16(entry, little), view.getUint32(entry + 8, little));
  }
  if (tags.has(DNG_VERSION)) return true;
  return tags.has(MAKE) && tags.has(SUB_IFDS) && ((tags.get(NEW_SUBFILE_TYPE) ?? 0) & 1) === 1;
}

type Rule = readonly [starts: readonly string[], kind: Kind | ((bytes: Uint8Array) => Kind)];

const photo = (kind: DecodedKind): Kind => ({ photo: kind });
const other = (name: string, remedy = SAVE_AS_JPEG): Kind => ({ other: name, remedy });

/** The sizes of a BMP's second header, in a byte: without them, any text that begins with "BM" would be a BMP. */
const BMP_HEADERS = [12, 16, 40, 52, 56, 64, 108, 124].map(
  (size) => `BM????????????${String.fromCharCode(size)}\0\0\0`,
);
const QUICKTIME = ['moov', 'mdat', 'wide', 'skip', 'free', 'pnot'].map((box) => `????${box}`);
const TRANSPORT_STREAM = `G${'?'.repeat(187)}G`;

/** By how a file begins, read as Latin-1; a question mark is any byte. */
const RULES: readonly Rule[] = [
  [['\xff\xd8\xff'], photo('jpeg')],
  [['\x89PNG'], photo('png')],
  [['RIFF????WEBP'], photo('webp')],
  [['GIF87a', 'GIF89a'], photo('gif')],
  [['????ftyp'], kindOfContainer],
  [BMP_HEADERS, photo('bmp')],
  [['II*\0', 'MM\0*', 'II+\0', 'MM\0+'], kindOfTiff],
  [['IIU\0', 'IIRO', 'IIRS', 'FUJIFILMCCD-RAW', 'FOVb', '\0MRM'], other('a raw photo', DEVELOP)],
  [['8BPS'], other('a Photoshop file')],
  [['gimp xcf'], other('a GIMP file')],
  [['\xff\x0a', '\0\0\0\x0cJXL '], other('a JPEG XL file')],
  [['\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'], other('a JPEG 2000 file')],
  [['II\xbc\x01'], other('a JPEG XR file')],
  [['\0\0\x01\0', '\0\0\x02\0'], other('an icon')],
  [['\x76\x2f\x31\x01'], other('an OpenEXR file')],
  [['#?RADIANCE'], other('a Radiance file')],
  [['%PDF-'], other('a PDF file', 'Please save its photos as JPEG first.')],
  [['%!PS', '\xc5\xd0\xd3\xc6'], other('a PostScript file')],
  [[...QUICKTIME, 'RIFF????AVI ', '\x1a\x45\xdf\xa3', 'FLV\x01', TRANSPORT_STREAM], other('a video', CHOOSE)],
  [['\0\0\x01\xb3', '\0\0\x01\xba', '\x30\x26\xb2\x75', 'OggS'], other('a video', CHOOSE)],
  [['PK\x03\x04', 'PK\x05\x06'], other('a zip file', 'Please import it under “My data”.')],
  [['Rar!', '7z\xbc\xaf', '\x1f\x8b'], other('an archive', 'Please unpack it first.')],
];

const START_BYTES = 512;
const SVG = /^(?:ï»¿)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg/i;

const fits = (start: string, pattern: string): boolean =>
  start.length >= pattern.length && [...pattern].every((letter, i) => letter === '?' || letter === start[i]);

/** Tells what a file is by its content. Names and MIME types don't matter: phones and browsers get them wrong. */
export function kindOf(bytes: Uint8Array): Kind {
  const start = ascii(bytes, 0, START_BYTES);
  const [, kind] = RULES.find(([patterns]) => patterns.some((pattern) => fits(start, pattern))) ?? [];
  if (kind) return typeof kind === 'function' ? kind(bytes) : kind;
  return SVG.test(start) ? other('an SVG drawing') : undefined;
}
