// npm run accuracy:finding: measures how many faces the engine finds in photos as they are: pages of portraits, people far away, panoramas, photos
// that lie on their side, and pictures without faces. All are made of face-api.js's sample photos, whose faces are known.

import sharp from 'sharp';
import { median } from '../bench/statistics';
import { overlap } from '../src/engine/boxes';
import type { Box, Quarters } from '../src/engine/contract';
import { decodePhoto } from '../src/engine/decode';
import { fasterPrecision } from '../src/engine/faster-precision';
import { findFaces } from '../src/engine/find-faces';
import { loadNativeNetworks } from '../src/engine/native-networks';
import type { Networks } from '../src/engine/networks';
import { WEIGHTS_FOLDER } from '../src/engine/weights';
import { asTheyAre, distant, faceless, panorama, readSamples, type Scene, sheet, turned } from './finding/scenes';

/** A box belongs to a face when they overlap more than this. */
const SAME = 0.4;
const LIMITS = { photoMegapixels: 50 };

const scaled = ({ left, top, width, height }: Box, scale: number): Box => ({
  left: left * scale,
  top: top * scale,
  width: width * scale,
  height: height * scale,
});

/** Converts a box in a picture that was turned clockwise into the picture before. */
function turnedBack(box: Box, quarters: Quarters, { width, height }: Pick<Box, 'width' | 'height'>): Box {
  const { left, top, width: w, height: h } = box;
  if (quarters === 0) return box;
  if (quarters === 2) return { ...box, left: width - left - w, top: height - top - h };
  const back = { width: h, height: w };
  return quarters === 1
    ? { ...back, left: top, top: height - left - w }
    : { ...back, left: width - top - h, top: left };
}

async function main(): Promise<void> {
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, {
    threads: 1,
    precision: await fasterPrecision(WEIGHTS_FOLDER),
  });
  let looks = 0;
  const counted: Networks = {
    ...networks,
    detect(input) {
      looks++;
      return networks.detect(input);
    },
  };
  const facesOf = async (jpeg: Buffer) => {
    const { width = 1 } = await sharp(jpeg).metadata();
    const picture = await decodePhoto(jpeg, LIMITS);
    const scale = width / picture.width;
    const { faces, quarters } = await findFaces(picture, counted);
    return faces.map(({ box }) => scaled(turnedBack(box, quarters, picture), scale));
  };
  const samples = await readSamples(facesOf);
  const scenes: Scene[] = [
    ...asTheyAre(samples),
    ...(await Promise.all([20, 30, 60].flatMap((count) => [sheet(samples, count, 0.15), sheet(samples, count, 0.6)]))),
    ...(await Promise.all([120, 90, 70, 50].map((width) => distant(samples, width)))),
    await panorama(samples),
    ...(await Promise.all(
      ([90, 180, 270] as const).flatMap((degrees) => samples.map((each) => turned(each, degrees))),
    )),
    ...(await faceless(samples)),
  ];
  console.log('| photos | faces | found | false | looks | processor time of finding |');
  console.log('|---|---|---|---|---|---|');
  for (const name of new Set(scenes.map((each) => each.name))) {
    const own = scenes.filter((each) => each.name === name);
    let [faces, found, wrong] = [0, 0, 0];
    const times: number[] = [];
    looks = 0;
    for (const each of own) {
      const before = process.cpuUsage();
      const boxes = await facesOf(each.jpeg);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
      faces += each.faces.length;
      found += each.faces.filter((face) => boxes.some((box) => overlap(box, face) > SAME)).length;
      wrong += boxes.filter((box) => !each.faces.some((face) => overlap(box, face) > SAME)).length;
    }
    console.log(
      `| ${name} | ${faces} | ${found} | ${wrong} | ${(looks / own.length).toFixed(1)} | ${median(times).toFixed(0)} ms |`,
    );
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
