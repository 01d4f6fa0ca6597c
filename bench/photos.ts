import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { samplePhoto } from '../test/support/photos';

/** The photos of the benchmarks. */
export interface BenchPhotos {
  /** 1366×768, four faces. */
  small: Buffer;
  /** The same at 4032×3024, as a phone takes it. */
  phone: Buffer;
  /** The same in Display P3, the colors that phones take photos in. */
  phoneColors: Buffer;
  /** The sample photos beside each other, on 4032×3024: some twenty small faces. */
  group: Buffer;
  /** The path of the small photo. */
  smallFile: string;
  /** Removes the file. */
  remove(): void;
}

/** Puts six sample photos into three columns and two rows. */
async function makeGroup(): Promise<Buffer> {
  const cells = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (sample, i) => ({
      input: await sharp(samplePhoto(sample)).resize(1200).toBuffer(),
      left: (i % 3) * 1344,
      top: Math.floor(i / 3) * 1512,
    })),
  );
  const background = { width: 4032, height: 3024, channels: 3 as const, background: 'gray' };
  return sharp({ create: background }).composite(cells).jpeg({ quality: 92 }).toBuffer();
}

/** Makes the photos of the benchmarks: a sample photo of face-api.js, cut to two common sizes. */
export async function makePhotos(): Promise<BenchPhotos> {
  const cutTo = (width: number, height: number) =>
    sharp(samplePhoto(4)).resize(width, height, { fit: 'cover', position: 'top' }).jpeg({ quality: 92 }).toBuffer();
  const [small, phone] = await Promise.all([cutTo(1366, 768), cutTo(4032, 3024)]);
  const phoneColors = await sharp(phone).withIccProfile('p3').jpeg({ quality: 92 }).toBuffer();
  const group = await makeGroup();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-photos-'));
  const smallFile = path.join(folder, 'small.jpg');
  writeFileSync(smallFile, small);
  return {
    small,
    phone,
    phoneColors,
    group,
    smallFile,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
