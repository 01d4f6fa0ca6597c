import fc from 'fast-check';
import sharp from 'sharp';
import { valueAt } from './elements';
import { type Mutation, mutated, mutations } from './mutations';
import { BEA, cropFace } from './photos';

/** A real face, small, in each format that the app takes. */
export async function smallPhotos(): Promise<Readonly<Record<string, Buffer>>> {
  const photo = sharp(await cropFace(BEA)).resize(112);
  return {
    jpeg: await photo.clone().jpeg().toBuffer(),
    progressive: await photo.clone().jpeg({ progressive: true }).toBuffer(),
    exif: await photo
      .clone()
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
    png: await photo.clone().resize(40).png().toBuffer(),
    palette: await photo.clone().resize(60).png({ palette: true }).toBuffer(),
    webp: await photo.clone().webp().toBuffer(),
    lossless: await photo.clone().resize(40).webp({ lossless: true }).toBuffer(),
  };
}

export interface MutatedPhoto {
  original: string;
  changes: Mutation[];
}

/** A name of `smallPhotos`, and what is changed in it. */
export const mutatedPhotos: fc.Arbitrary<MutatedPhoto> = fc.record({
  original: fc.constantFrom('jpeg', 'progressive', 'exif', 'png', 'palette', 'webp', 'lossless'),
  changes: mutations,
});

export const bytesOf = (originals: Readonly<Record<string, Buffer>>, { original, changes }: MutatedPhoto): Buffer =>
  mutated(valueAt(originals, original), changes);
