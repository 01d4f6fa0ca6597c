import { photoTooDemanding } from '../../errors';

const FF = 0xff;
const EOI = 0xd9;
const SOS = 0xda;
/** Markers from this one on have a length, but for those below and those within a scan's data. */
const FIRST_WITH_LENGTH = 0xc0;
const BARE = [0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8];
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

/** Cameras and apps write some ten scans, and nobody a hundred. Each takes a look at every block of the picture. */
const MAX_SCANS = 100;
/** A photo of 14 MB has some 200 parts of the largest size. Decoders keep each, and go through all of them for the next. */
const MAX_PARTS = 20_000;
const FIRST_APP = 0xe0;
const LAST_APP = 0xef;
const COM = 0xfe;

/** The most pixels that all scans go over: for 50 megapixels, 40 scans. */
const MAX_PIXELS = 2_000_000_000;

/**
 * Counts the scans of a JPEG, and the parts of apps and comments, as libjpeg comes upon them, and refuses one that would have it go over the
 * picture or the parts again and again.
 * Takes one look at each byte.
 * @param checkSize gets the size that the header says and throws when it is too large
 * @throws photoTooDemanding, and what `checkSize` throws
 */
export function checkScans(file: Uint8Array, checkSize: (width: number, height: number) => void): void {
  let [at, scans, parts, width, height] = [2, 0, 0, 0, 0];
  for (at = file.indexOf(FF, at); at >= 0; at = file.indexOf(FF, at)) {
    while (file[at] === FF) at++; // fill bytes
    const marker = file[at++] ?? 0;
    if (marker === EOI) return;
    if (marker < FIRST_WITH_LENGTH || BARE.includes(marker)) continue; // a stuffed byte, or a restart
    if (marker <= 0xcf && !NO_FRAMES.includes(marker)) {
      const [, , , h1 = 0, h0 = 0, w1 = 0, w0 = 0] = file.subarray(at, at + 7);
      [width, height] = [Math.max(width, (w1 << 8) | w0), Math.max(height, (h1 << 8) | h0)];
    }
    const isPart = (marker >= FIRST_APP && marker <= LAST_APP) || marker === COM;
    if (isPart && ++parts > MAX_PARTS) throw photoTooDemanding();
    if (marker === SOS) {
      if (scans++ === 0) checkSize(width, height);
      if (scans > MAX_SCANS || scans * width * height > MAX_PIXELS) throw photoTooDemanding();
    }
    at += ((file[at] ?? 0) << 8) | (file[at + 1] ?? 0);
  }
}
