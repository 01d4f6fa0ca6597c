// npm run weights: writes the networks of the face-api.js package into weights/: its own files, which the WASM engine
// reads, and the same networks as ONNX graphs, for the native engine. `npm ci` runs it, too.
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkWeights, WEIGHTS_FOLDER } from '../src/engine/weights';
import { type Arithmetic, float32, Int8, type Range } from './onnx/arithmetic';
import { descriptorGraph } from './onnx/descriptor-graph';
import { readWeights, type Weights } from './onnx/face-api-weights';
import type { GraphBuilder } from './onnx/graph-builder';
import { landmarksGraph } from './onnx/landmarks-graph';
import { encodeModel, type Graph } from './onnx/model-file';
import { rangeOf } from './onnx/range-of';
import { CLIPPED, probeGraph, ssdGraph } from './onnx/ssd-graph';

type ArithmeticOf = (graph: GraphBuilder) => Arithmetic;

/** A graph and the weights that it is made of. */
interface Made {
  file: string;
  model: string;
  toGraph: (weights: Weights, arithmeticOf: ArithmeticOf) => Graph;
  /** The ranges of its values, when it is made for integers, too. */
  rangeOf?: (value: string) => Range;
}

const GRAPHS: readonly Made[] = [
  { file: 'ssd_mobilenetv1_model', model: 'ssd_mobilenetv1_model', toGraph: ssdGraph, rangeOf: () => CLIPPED },
  { file: 'probe', model: 'ssd_mobilenetv1_model', toGraph: probeGraph, rangeOf: () => CLIPPED },
  { file: 'face_landmark_68_model', model: 'face_landmark_68_model', toGraph: landmarksGraph },
  { file: 'face_recognition_model', model: 'face_recognition_model', toGraph: descriptorGraph, rangeOf },
];

/**
 * Copies face-api.js's weights, and converts them into ONNX graphs beside them.
 * @param source holds the weights as face-api.js publishes them
 * @param folder gets the files, and has SHA256SUMS
 * @throws {DamagedWeightsError} naming the first file that differs from SHA256SUMS
 * @throws when a file is missing, or isn't as long as its manifest says
 */
export async function makeWeights(source: string, folder: string): Promise<void> {
  for (const model of new Set(GRAPHS.map(({ model }) => model))) {
    for (const file of [`${model}-weights_manifest.json`, `${model}.bin`])
      copyFileSync(path.join(source, file), path.join(folder, file));
  }
  for (const { file, model, toGraph, rangeOf } of GRAPHS) {
    const weights = readWeights(source, model);
    const write = (name: string, arithmeticOf: ArithmeticOf) =>
      writeFileSync(path.join(folder, `${name}.onnx`), encodeModel(toGraph(weights, arithmeticOf)));
    write(file, float32);
    if (rangeOf) write(`${file}.int8`, (graph) => new Int8(graph, rangeOf));
  }
  await checkWeights(folder);
}

if (require.main === module) {
  const source = path.join(path.dirname(require.resolve('face-api.js/package.json')), 'model');
  makeWeights(source, WEIGHTS_FOLDER).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
