import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as faceapi from 'face-api.js/dist/face-api.node-wasm.js';
import { elementAt } from './element-at';
import { CHIP_SIZE, DETECT_SIZE, type DetectorInput, LANDMARKS_SIZE, type Networks } from './networks';
import { CHANNELS } from './raster';

/** Mean red, green and blue of the faces that the descriptor network was trained on. */
const MEAN = [122.782, 117.001, 104.298];
// face-api.js's fork divides the mean-free pixels by 255, but the descriptor network was trained with 256
// (dlib's input_rgb_image; face-api.js 0.22.2). x' = mean + (x - mean) · 255/256 corrects that.
const TRAINED = 255 / 256;

function toTensors(squares: Float32Array, count: number, size: number): tf.Tensor3D[] {
  const length = size * size * CHANNELS;
  return Array.from({ length: count }, (_, i) =>
    tf.tensor3d(squares.subarray(i * length, (i + 1) * length), [size, size, CHANNELS]),
  );
}

/** Returns the whole square of the detector. */
function toSquare({ pixels, rows, columns }: DetectorInput): Float32Array {
  const square = new Float32Array(DETECT_SIZE * DETECT_SIZE * CHANNELS);
  const length = columns * CHANNELS;
  for (let row = 0; row < rows; row++)
    square.set(pixels.subarray(row * length, (row + 1) * length), row * DETECT_SIZE * CHANNELS);
  return square;
}

function asTrained(chips: Float32Array): Float32Array {
  return chips.map((value, i) => {
    const mean = elementAt(MEAN, i % CHANNELS);
    return mean + (value - mean) * TRAINED;
  });
}

/** Runs a network over squares, and frees everything but the numbers that it returns. */
function run(
  squares: Float32Array,
  count: number,
  size: number,
  forward: (input: faceapi.NetInput) => { dataSync(): Float32Array | Int32Array | Uint8Array },
): Float32Array {
  return tf.tidy(() => forward(new faceapi.NetInput(toTensors(squares, count, size))).dataSync()) as Float32Array;
}

/**
 * Loads the networks into face-api.js, on its WebAssembly backend. It runs on every platform, at a tenth of native
 * speed.
 * @param folder holds the weights as face-api.js publishes them
 */
export async function loadWasmNetworks(folder: string): Promise<Networks> {
  const { nets } = faceapi;
  const wasm = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'));
  setWasmPaths(wasm + path.sep);
  await tf.setBackend('wasm');
  await tf.ready();
  await nets.ssdMobilenetv1.loadFromDisk(folder);
  await nets.faceLandmark68Net.loadFromDisk(folder);
  await nets.faceRecognitionNet.loadFromDisk(folder);

  return {
    async detect(seen) {
      return tf.tidy(() => {
        const input = new faceapi.NetInput(toTensors(toSquare(seen), 1, DETECT_SIZE));
        const { boxes, scores } = nets.ssdMobilenetv1.forwardInput(input);
        return {
          boxes: elementAt(boxes, 0).dataSync() as Float32Array,
          scores: elementAt(scores, 0).dataSync() as Float32Array,
        };
      });
    },
    landmarks: async (squares, count) =>
      run(squares, count, LANDMARKS_SIZE, (input) => nets.faceLandmark68Net.runNet(input)),
    async describe(chips, count, network) {
      if (network?.file) throw new Error(`face-api.js can't run ${network.file}.`);
      return run(asTrained(chips), count, CHIP_SIZE, (input) => nets.faceRecognitionNet.forwardInput(input));
    },
  };
}
