import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A tensor in TensorFlow's order: images NHWC, filters HWIO. */
export interface Weight {
  shape: readonly number[];
  values: Float32Array;
}

/** The weights of one network, by name. */
export interface Weights {
  /** @throws when the network has no such weight */
  get(name: string): Weight;
}

interface Entry {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: { dtype: string; scale: number; min: number };
}

const BYTES: Record<string, number> = { uint8: 1, float32: 4, int32: 4 };

const lengthOf = ({ shape }: Entry) => shape.reduce((product, size) => product * size, 1);
const bytesOf = (entry: Entry) => lengthOf(entry) * BYTES[entry.quantization?.dtype ?? entry.dtype];

// In double precision, then rounded to float32: so does TensorFlow.js (io_utils.ts, decodeWeights).
function readValues({ quantization }: Entry, bytes: Uint8Array): Float32Array {
  if (!quantization) return new Float32Array(new Uint8Array(bytes).buffer);
  return Float32Array.from(bytes, (step) => step * quantization.scale + quantization.min);
}

/**
 * Reads a network as face-api.js publishes it: a manifest, and one file that holds the tensors one behind another, most of
 * them as bytes between a least and a greatest value.
 * @param model the network's name, such as `ssd_mobilenetv1_model`
 * @throws when a file is missing, or isn't as long as the manifest says
 */
export function readWeights(folder: string, model: string): Weights {
  const manifest: Array<{ weights: Entry[] }> = JSON.parse(
    readFileSync(path.join(folder, `${model}-weights_manifest.json`), 'utf8'),
  );
  const entries = manifest.flatMap(({ weights }) => weights);
  const file = readFileSync(path.join(folder, `${model}.bin`));
  const expected = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (file.length !== expected) throw new Error(`${model}.bin is damaged: ${file.length} bytes instead of ${expected}`);

  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const entry of entries) {
    const bytes = file.subarray(offset, offset + bytesOf(entry));
    offset += bytes.length;
    weights.set(entry.name, { shape: entry.shape, values: readValues(entry, bytes) });
  }
  return {
    get(name) {
      const weight = weights.get(name);
      if (!weight) throw new Error(`${model} has no weight ${name}`);
      return weight;
    },
  };
}
