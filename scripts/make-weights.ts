// Puts the networks' weights into weights/, out of the face-api.js package. `npm ci` runs it; `npm run weights` does too.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { checkWeights, WEIGHTS_FOLDER } from '../src/engine/weights';

const MODELS = ['ssd_mobilenetv1_model', 'face_landmark_68_model', 'face_recognition_model'];

async function main(): Promise<void> {
  const source = path.join(path.dirname(require.resolve('face-api.js/package.json')), 'model');
  for (const model of MODELS) {
    for (const file of [`${model}-weights_manifest.json`, `${model}.bin`]) copyFileSync(path.join(source, file), path.join(WEIGHTS_FOLDER, file));
  }
  await checkWeights();
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
