// npm run weights: writes the networks of the face-api.js package into weights/: its own files, which the WASM engine
// reads, and the same networks as ONNX graphs, for the native engine. `npm ci` runs it, too.
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkWeights, WEIGHTS_FOLDER } from '../src/engine/weights';
import { descriptorGraph } from './onnx/descriptor-graph';
import { readWeights, type Weights } from './onnx/face-api-weights';
import { landmarksGraph } from './onnx/landmarks-graph';
import { encodeModel, type Graph } from './onnx/model-file';
import { ssdGraph } from './onnx/ssd-graph';

const MODELS: ReadonlyArray<readonly [model: string, toGraph: (weights: Weights) => Graph]> = [
  ['ssd_mobilenetv1_model', ssdGraph],
  ['face_landmark_68_model', landmarksGraph],
  ['face_recognition_model', descriptorGraph],
];

/**
 * Copies face-api.js's weights, and converts them into ONNX graphs beside them.
 * @param source holds the weights as face-api.js publishes them
 * @param folder gets the files, and has SHA256SUMS
 * @throws {DamagedWeightsError} naming the first file that differs from SHA256SUMS
 * @throws when a file is missing, or isn't as long as its manifest says
 */
export async function makeWeights(source: string, folder: string): Promise<void> {
  for (const [model, toGraph] of MODELS) {
    for (const file of [`${model}-weights_manifest.json`, `${model}.bin`])
      copyFileSync(path.join(source, file), path.join(folder, file));
    writeFileSync(path.join(folder, `${model}.onnx`), encodeModel(toGraph(readWeights(source, model))));
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
