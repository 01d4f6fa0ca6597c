import { expect } from 'chai';
import { kindOf } from '../../src/engine/photo-kinds';

const bytes = (text: string, length = 600) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(length)]);
const container = (major: string, ...compatible: string[]) => {
  const brands = `${major}\0\0\0\0${compatible.join('')}`;
  return bytes(`\0\0\0${String.fromCharCode(8 + brands.length)}ftyp${brands}`);
};
/** A TIFF's first directory alone, little-endian: tags with a value each. */
function tiff(tags: Record<number, number>): Buffer {
  const file = Buffer.alloc(600);
  file.write('II*\0');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(Object.keys(tags).length, 8);
  for (const [i, [tag, value]] of Object.entries(tags).entries()) {
    file.writeUInt16LE(Number(tag), 10 + i * 12);
    file.writeUInt32LE(value, 18 + i * 12);
  }
  return file;
}

const PHOTOS: ReadonlyArray<readonly [what: string, file: Buffer, kind: string]> = [
  ['a JPEG', bytes('\xff\xd8\xff\xe1'), 'jpeg'],
  ['a PNG', bytes('\x89PNG\r\n\x1a\n'), 'png'],
  ['a WebP', bytes('RIFF\x01\x02\x03\x04WEBPVP8 '), 'webp'],
  ['an old GIF', bytes('GIF87a'), 'gif'],
  ['a GIF', bytes('GIF89a'), 'gif'],
  ['a TIFF of either byte order', bytes('MM\0*\0\0\0\x08'), 'tiff'],
  ['a large TIFF', bytes('II+\0\x08\0\0\0'), 'tiff'],
  ['a scan by a camera’s maker, without a raw picture', tiff({ 254: 0, 271: 1 }), 'tiff'],
  ['a BMP', bytes('BM\x01\x02\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'), 'bmp'],
  ['a BMP of OS/2', bytes('BM\x01\x02\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0'), 'bmp'],
  ['a HEIC of an iPhone', container('heic', 'mif1', 'MiHE', 'heic'), 'heic'],
  ['a HEIC with 10 bits', container('heix', 'mif1'), 'heic'],
  ['a HEIC with a general brand', container('mif1', 'mif1', 'heic'), 'heic'],
  ['a HEIC sequence', container('msf1', 'hevc'), 'heic'],
  ['an AVIF', container('avif', 'mif1', 'miaf'), 'avif'],
  ['an animated AVIF', container('avis', 'avif', 'msf1'), 'avif'],
  ['an AVIF with a general brand', container('mif1', 'avif', 'miaf'), 'avif'],
  ['an AVIF known by its item alone', Buffer.concat([container('mif1'), Buffer.from('av01')]), 'avif'],
  ['a HEIC known by its item alone', Buffer.concat([container('mif1'), Buffer.from('hvc1')]), 'heic'],
];

const OTHERS: ReadonlyArray<readonly [file: Buffer, kind: string]> = [
  [container('qt  '), 'a video'],
  [container('isom', 'avc1'), 'a video'],
  [container('mp42'), 'a video'],
  [container('3gp5'), 'a video'],
  [bytes('\0\0\0\x08wide\0\0\x01\0mdat'), 'a video'],
  [bytes('\x1a\x45\xdf\xa3'), 'a video'],
  [bytes('RIFF\x01\x02\x03\x04AVI '), 'a video'],
  [container('crx ', 'isom'), 'a raw photo'], // CR3
  [bytes('II*\0\x10\0\0\0CR\x02\0'), 'a raw photo'], // CR2
  [tiff({ 254: 1, 271: 1, 330: 1 }), 'a raw photo'], // NEF, ARW
  [tiff({ 254: 1, 50706: 1 }), 'a raw photo'], // DNG
  [bytes('IIRO\x08\0\0\0'), 'a raw photo'], // ORF
  [bytes('FUJIFILMCCD-RAW '), 'a raw photo'], // RAF
  [bytes('8BPS\0\x01'), 'a Photoshop file'],
  [bytes('\xff\x0a\x01'), 'a JPEG XL file'],
  [bytes('\0\0\0\x0cJXL \r\n\x87\n'), 'a JPEG XL file'],
  [bytes('\0\0\0\x0cjP  \r\n\x87\n'), 'a JPEG 2000 file'],
  [bytes('%PDF-1.7'), 'a PDF file'],
  [bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'an SVG drawing'],
  [bytes('\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<svg/>'), 'an SVG drawing'],
  [bytes('PK\x03\x04'), 'a zip file'],
  [bytes('\x1f\x8b'), 'an archive'],
];

describe('kindOf', () => {
  for (const [what, file, photo] of PHOTOS)
    it(`knows ${what}`, () => {
      expect(kindOf(file)).to.deep.equal({ photo });
    });

  it('names what is no photo, with a remedy', () => {
    for (const [file, other] of OTHERS) {
      const kind = kindOf(file);
      expect(kind, other).to.include({ other });
      expect(kind && 'remedy' in kind && kind.remedy, other).to.match(/^Please .*\.$/);
    }
  });

  it('knows nothing of texts, of bytes without a meaning, and of files that end at once', () => {
    for (const text of [
      'BMW is a car, and this is a text about it',
      '<!doctype html><title>svg</title>',
      'Google',
      'II*',
      '',
      '\0',
    ])
      expect(kindOf(Buffer.from(text, 'latin1')), text).to.equal(undefined);
    for (const [, file] of PHOTOS) for (const length of [1, 9, 12, 17]) kindOf(file.subarray(0, length));
  });
});
