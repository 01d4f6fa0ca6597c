// npm run calibrate: measures the range of every value that the descriptor network rounds when it computes with 8-bit integers, over the faces
// of face-api.js's sample photos as they are and as bad photos would show them. It writes scripts/onnx/descriptor-ranges.json.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { decodePhoto } from '../src/engine/decode';
import { cutChips } from '../src/engine/describe';
import { findFaces } from '../src/engine/find-faces';
import { loadNativeNetworks } from '../src/engine/native-networks';
import { floatsOf } from '../src/engine/native-sessions';
import { CHIP_SIZE, type Networks } from '../src/engine/networks';
import { loadOnnxRuntime } from '../src/engine/onnx-runtime';
import { CHANNELS } from '../src/engine/raster';
import { WEIGHTS_FOLDER } from '../src/engine/weights';
import { samplePhoto } from '../test/support/photos';
import { float32 } from './onnx/arithmetic';
import { descriptorGraph } from './onnx/descriptor-graph';
import { readWeights } from './onnx/face-api-weights';
import { encodeModel } from './onnx/model-file';

const FILE = path.join(__dirname, 'onnx', 'descriptor-ranges.json');
const SAMPLES = [1, 2, 3, 4, 5, 6];
const VARIANTS: ReadonlyArray<(photo: Sharp) => Sharp> = [
  (photo) => photo,
  (photo) => photo.flop(),
  (photo) => photo.grayscale(),
  (photo) => photo.blur(2),
  (photo) => photo.linear(0.5),
  (photo) => photo.linear(1.4),
  (photo) => photo.linear(1.5, -64),
  (photo) => photo.sharpen({ sigma: 2 }),
  (photo) => photo.jpeg({ quality: 20 }),
];

async function chipsOf(bytes: Uint8Array, networks: Networks) {
  const { raster, faces } = await findFaces(await decodePhoto(bytes, { photoMegapixels: 50 }), networks);
  return cutChips(
    raster,
    faces.map(({ landmarks }) => landmarks),
  );
}

async function main(): Promise<void> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const values: string[] = [];
  const graph = descriptorGraph(readWeights(WEIGHTS_FOLDER, 'face_recognition_model'), (builder) => ({
    ...float32(builder),
    round(value) {
      builder.output({ name: value, type: 'float32', dims: ['count', 'channels', 'rows', 'columns'] });
      values.push(value);
      return value;
    },
  }));
  const observed = await InferenceSession.create(encodeModel(graph), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
  });
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, { threads: 2, precision: 'float32' });
  const ranges = new Map<string, readonly [number, number]>(values.map((value) => [value, [0, 0]]));
  let faces = 0;
  for (const sample of SAMPLES) {
    for (const variant of VARIANTS) {
      const { pixels, scales } = await chipsOf(await variant(sharp(samplePhoto(sample))).toBuffer(), networks);
      if (scales.length === 0) continue;
      const outputs = await observed.run({
        pixels: new Tensor('float32', pixels, [scales.length, CHIP_SIZE, CHIP_SIZE, CHANNELS]),
      });
      for (const [value, [min, max]] of ranges) {
        const numbers = floatsOf(outputs, value);
        ranges.set(value, [
          numbers.reduce((least, each) => Math.min(least, each), min),
          numbers.reduce((most, each) => Math.max(most, each), max),
        ]);
      }
      faces += scales.length;
    }
  }
  const rounded = [...ranges].map(([value, range]) => [value, range.map((limit) => Number(limit.toPrecision(4)))]);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(rounded), undefined, 2)}\n`);
  console.log(`${values.length} ranges, measured over ${faces} faces, are in ${path.relative(process.cwd(), FILE)}.`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
