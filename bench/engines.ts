import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as faceapi from 'face-api.js/dist/face-api.node-wasm.js';
import sharp from 'sharp';
import { fasterPrecision } from '../src/engine/faster-precision';
import { loadNativeNetworks } from '../src/engine/native-networks';
import { CHIP_SIZE, DETECT_SIZE, LANDMARKS_SIZE } from '../src/engine/networks';
import { describePhoto } from '../src/engine/pipeline';
import { WEIGHTS_FOLDER } from '../src/engine/weights';

// Forked by bench.ts: `engines.ts face-api|native|networks <photo> <threads>` answers each message with the ms that one
// run took, so that several processes can take turns.

const FACES = 4;
const limits = { photoMegapixels: 50 };

/** Prepares face-api.js alone, as in its own examples: decode the photo, and one call for everything. */
async function faceApi(photo: string): Promise<() => Promise<unknown>> {
  setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm')) + path.sep);
  await tf.setBackend('wasm');
  await tf.ready();
  for (const net of [faceapi.nets.ssdMobilenetv1, faceapi.nets.faceLandmark68Net, faceapi.nets.faceRecognitionNet])
    await net.loadFromDisk(WEIGHTS_FOLDER);
  return async () => {
    const { data, info } = await sharp(photo).raw().toBuffer({ resolveWithObject: true });
    const picture = tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3], 'int32');
    const found = await faceapi
      .detectAllFaces(picture as never, new faceapi.SsdMobilenetv1Options())
      .withFaceLandmarks()
      .withFaceDescriptors();
    picture.dispose();
    if (found.length !== FACES) throw new Error(`face-api.js found ${found.length} faces.`);
  };
}

/** Prepares our pipeline on the native engine, including decoding, and encoding of the stored picture. */
async function native(photo: string, threads: number): Promise<() => Promise<unknown>> {
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, {
    threads,
    precision: await fasterPrecision(WEIGHTS_FOLDER),
  });
  const bytes = readFileSync(photo);
  return async () => {
    const { faces } = await describePhoto(bytes, networks, limits);
    if (faces.length !== FACES) throw new Error(`The pipeline found ${faces.length} faces.`);
  };
}

/** Prepares the three networks alone, over pixels that are ready. */
async function networksAlone(threads: number): Promise<() => Promise<unknown>> {
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, {
    threads,
    precision: await fasterPrecision(WEIGHTS_FOLDER),
  });
  const pixels = (size: number, count: number) =>
    Float32Array.from({ length: size * size * 3 * count }, () => Math.random() * 255);
  const square = Uint8ClampedArray.from(pixels(DETECT_SIZE, 1));
  const [crops, chips] = [pixels(LANDMARKS_SIZE, FACES), pixels(CHIP_SIZE, FACES)];
  return async () => {
    await networks.detect({ pixels: square, rows: DETECT_SIZE, columns: DETECT_SIZE });
    await networks.landmarks(crops, FACES);
    await networks.describe(chips, FACES);
  };
}

async function main([what, photo, threads]: readonly string[]): Promise<void> {
  if (!what || !photo || !threads) throw new Error('Usage: engines.ts face-api|native|networks <photo> <threads>');
  const prepare = {
    'face-api': () => faceApi(photo),
    native: () => native(photo, Number(threads)),
    networks: () => networksAlone(Number(threads)),
  };
  const run = await prepare[what as keyof typeof prepare]();
  for (let i = 0; i < 3; i++) await run();
  process.on('message', async () => {
    const started = performance.now();
    await run();
    process.send?.(performance.now() - started);
  });
  process.send?.('ready');
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
