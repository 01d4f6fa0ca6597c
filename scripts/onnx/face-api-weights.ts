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

/** @throws when the type of the values is unknown */
function bytesOf(entry: Entry): number {
  const type = entry.quantization?.dtype ?? entry.dtype;
  const each = BYTES[type];
  if (each === undefined) throw new Error(`${entry.name} has values of an unknown type: ${type}`);
  return lengthOf(entry) * each;
}

// Computed in double precision and rounded to float32, as TensorFlow.js does (io_utils.ts, decodeWeights).
function readValues({ quantization }: Entry, bytes: Uint8Array): Float32Array {
  if (!quantization) return new Float32Array(new Uint8Array(bytes).buffer);
  return Float32Array.from(bytes, (step) => step * quantization.scale + quantization.min);
}

/**
 * Reads a network as face-api.js publishes it: a manifest, and one file with the tensors one after another, most of
 * them quantized to bytes.
 * @param model the network's name, such as `ssd_mobilenetv1_model`
 * @throws when a file is missing, isn't as long as the manifest says, or has values of an unknown type
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
