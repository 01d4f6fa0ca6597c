// npm run accuracy:quality: measures how far a face's descriptor moves from its original as its photo gets worse, and
// how the figures of its quality change. The faces are those of the six sample photos of face-api.js. docs/accuracy.md
// has the conclusions.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { distanceOf } from '../src/catalog/descriptors';
import { overlap } from '../src/engine/boxes';
import type { Box, DescribedFace, DescribedPhoto, FaceQuality } from '../src/engine/contract';
import { fasterPrecision } from '../src/engine/faster-precision';
import { loadNativeNetworks } from '../src/engine/native-networks';
import type { Networks } from '../src/engine/networks';
import { describePhoto } from '../src/engine/pipeline';
import { QUALITY } from '../src/engine/quality';
import { WEIGHTS_FOLDER } from '../src/engine/weights';
import { WORSE, type Worse } from './quality/worse';

const SAMPLES = [1, 2, 3, 4, 5, 6];
/** A box belongs to a face when they overlap more than this. */
const SAME = 0.3;
/** Beyond the first distance a photo deserves a warning. Beyond the second, it no longer identifies the person. */
const [FAR, TOO_FAR] = [0.3, 0.45];

const limits = { photoMegapixels: 50 };

interface Original {
  photo: DescribedPhoto;
  /** The mean width of its faces, in pixels. */
  faceWidth: number;
}

/** A face of a sample photo, in a worse picture of it. */
interface Found extends FaceQuality {
  /** Between its descriptor and the original's. */
  distance: number;
}

/** Returns the median as text, or another quantile; a dash when there are no values. */
function median(values: readonly number[], digits: number, share = 0.5): string {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(values.length * share)]?.toFixed(digits) ?? '–';
}
const facesOf = (photos: readonly DescribedPhoto[]) =>
  photos.flatMap(({ faces }, i) => faces.map((face, j) => ({ face, name: `${SAMPLES[i]}, ${j + 1}` })));

async function readSamples(networks: Networks): Promise<Original[]> {
  const originals: Original[] = [];
  for (const number of SAMPLES) {
    const photo = await describePhoto(
      readFileSync(require.resolve(`face-api.js/demo/sample${number}.jpg`)),
      networks,
      limits,
    );
    originals.push({ photo, faceWidth: photo.faces.reduce((sum, { box }) => sum + box.width, 0) / photo.faces.length });
  }
  return originals;
}

const scaled = ({ left, top, width, height }: Box, by: number): Box => ({
  left: left * by,
  top: top * by,
  width: width * by,
  height: height * by,
});

/** Finds the faces of a photo again in a worse picture of it. */
async function findAgain(
  { photo: { picture, faces }, faceWidth }: Original,
  { make }: Worse,
  networks: Networks,
): Promise<Found[]> {
  const pixels = await sharp(picture.jpeg).raw().toBuffer({ resolveWithObject: true });
  const made = await make(sharp(pixels.data, { raw: pixels.info }), faceWidth, picture.width);
  const again = await describePhoto(await made.jpeg({ quality: 90 }).toBuffer(), networks, limits);
  const by = again.picture.width / picture.width;
  const same = (face: DescribedFace) => again.faces.find(({ box }) => overlap(box, scaled(face.box, by)) > SAME);
  return faces.flatMap((face) => {
    const found = same(face);
    return found ? [{ ...found.quality, distance: distanceOf(face.descriptor, found.descriptor) }] : [];
  });
}

function rowOf(what: string, found: readonly Found[], faces: number): string {
  const sizes = found.map(({ size }) => size);
  const sharpnesses = found.map(({ sharpness }) => sharpness);
  const distances = found.map(({ distance }) => distance);
  const beyond = (limit: number) => distances.filter((distance) => distance > limit).length;
  const low = found.filter(({ size, sharpness }) => size < QUALITY.small || sharpness < QUALITY.blurred).length;
  const refused = found.filter(
    ({ size, sharpness }) => size < QUALITY.tooSmall || sharpness < QUALITY.tooBlurred,
  ).length;
  const cells = [
    what,
    `${found.length} of ${faces}`,
    median(sizes, 0),
    median(sharpnesses, 2),
    median(distances, 2),
    median(distances, 2, 0.9),
    beyond(FAR),
    beyond(TOO_FAR),
    low - refused,
    refused,
  ];
  return `| ${cells.join(' | ')} |`;
}

function turnRows(photos: readonly DescribedPhoto[]): string[] {
  const faces = facesOf(photos).sort((one, other) => one.face.quality.turn - other.face.quality.turn);
  return faces.map(({ face: { quality }, name }) => {
    const { size, sharpness, turn, overall } = quality;
    return `| ${name} | ${size.toFixed(0)} | ${sharpness.toFixed(2)} | ${turn.toFixed(2)} | ${overall.toFixed(2)} |`;
  });
}

async function main(): Promise<void> {
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, {
    threads: 2,
    precision: await fasterPrecision(WEIGHTS_FOLDER),
  });
  const originals = await readSamples(networks);
  const photos = originals.map(({ photo }) => photo);
  console.log(
    `| the photo | found | size | sharpness | distance | a tenth beyond | > ${FAR} | > ${TOO_FAR} | warned of | refused |`,
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const worse of WORSE) {
    const found: Found[] = [];
    for (const original of originals) found.push(...(await findAgain(original, worse, networks)));
    console.log(rowOf(worse.what, found, facesOf(photos).length));
  }
  console.log('\n| sample photo, face | size | sharpness | turn | overall |');
  console.log('|---|---|---|---|---|');
  for (const row of turnRows(photos)) console.log(row);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
