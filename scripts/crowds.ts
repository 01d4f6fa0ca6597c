// npm run accuracy:crowds: measures how many faces the engine finds in crowds, and how often it runs the detector. The
// crowds are mosaics of the sample photos of face-api.js, whose 22 faces are known: the smaller a tile, the smaller its
// faces.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { overlap } from '../src/engine/boxes';
import type { Box } from '../src/engine/contract';
import { decodePhoto } from '../src/engine/decode';
import { elementAt } from '../src/engine/element-at';
import { fasterPrecision } from '../src/engine/faster-precision';
import { findFaces } from '../src/engine/find-faces';
import { loadNativeNetworks } from '../src/engine/native-networks';
import type { Networks } from '../src/engine/networks';
import type { Raster } from '../src/engine/raster';
import { WEIGHTS_FOLDER } from '../src/engine/weights';

/** Side of a mosaic, in pixels. */
const SIDE = 2016;
const SAMPLES = [1, 2, 3, 4, 5, 6];
/** A box belongs to a face when they overlap more than this. */
const SAME = 0.3;

interface Known {
  raster: Raster;
  faces: Box[];
}

const boxesOf = async (raster: Raster, networks: Networks) =>
  (await findFaces(raster, networks)).faces.map(({ box }) => box);

async function readSamples(networks: Networks): Promise<Known[]> {
  return Promise.all(
    SAMPLES.map(async (number) => {
      const raster = await decodePhoto(readFileSync(require.resolve(`face-api.js/demo/sample${number}.jpg`)), {
        photoMegapixels: 50,
      });
      return { raster, faces: await boxesOf(raster, networks) };
    }),
  );
}

/** Draws `aSide` × `aSide` sample photos into one picture, over and over. */
async function mosaic(known: readonly Known[], aSide: number, first: number): Promise<Known> {
  const side = Math.floor(SIDE / aSide);
  const cells = await Promise.all(
    Array.from({ length: aSide * aSide }, async (_, i) => {
      const { raster, faces } = elementAt(known, (first + i) % known.length);
      const scale = side / Math.max(raster.width, raster.height);
      const [left, top] = [(i % aSide) * side, Math.floor(i / aSide) * side];
      const input = await sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } })
        .resize(Math.floor(raster.width * scale))
        .png()
        .toBuffer();
      const moved = faces.map((box) => ({
        left: box.left * scale + left,
        top: box.top * scale + top,
        width: box.width * scale,
        height: box.height * scale,
      }));
      return { input, left, top, faces: moved };
    }),
  );
  const { data, info } = await sharp({
    create: { width: side * aSide, height: side * aSide, channels: 3, background: '#888' },
  })
    .composite(cells.map(({ input, left, top }) => ({ input, left, top })))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { raster: { data, width: info.width, height: info.height }, faces: cells.flatMap(({ faces }) => faces) };
}

async function main(): Promise<void> {
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, {
    threads: 2,
    precision: await fasterPrecision(WEIGHTS_FOLDER),
  });
  let runs = 0;
  const detect: Networks['detect'] = (square) => {
    runs++;
    return networks.detect(square);
  };
  const counted = { ...networks, detect };
  const known = await readSamples(networks);
  console.log(
    '| sample photos in the picture | faces | their mean width in the network’s square | found | false | runs of the detector |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const aSide of [1, 2, 3, 4, 5]) {
    let [faces, width, found, wrong] = [0, 0, 0, 0];
    runs = 0;
    for (const first of SAMPLES) {
      const picture = await mosaic(known, aSide, first - 1);
      const boxes = await boxesOf(picture.raster, counted);
      faces += picture.faces.length;
      width += picture.faces.reduce((sum, box) => sum + (box.width / picture.raster.width) * 512, 0);
      found += picture.faces.filter((face) => boxes.some((box) => overlap(box, face) > SAME)).length;
      wrong += boxes.filter((box) => !picture.faces.some((face) => overlap(box, face) > SAME)).length;
    }
    const share = (100 * found) / faces;
    console.log(
      `| ${aSide * aSide} | ${faces} | ${(width / faces).toFixed(0)} px | ${found} (${share.toFixed(1)} %) | ${wrong} | ${(runs / SAMPLES.length).toFixed(1)} |`,
    );
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
