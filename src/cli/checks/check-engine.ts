import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EnginePool } from '../../engine/engine-pool';
import { doubt, type Finding, fault, good, type Installation } from './finding';

const ABOUT = 'recognition';
/** One face, looking into the camera. */
const PROBE = path.join(__dirname, 'probe.jpg');

/** Looks whether the networks are whole, and has a photo described by them. */
export async function checkEngine({ config, log }: Installation): Promise<Finding[]> {
  const engine = await EnginePool.start({ ...config, workers: 1 }, log);
  try {
    const photo = await readFile(PROBE);
    await engine.describe(photo); // the first one waits for the networks
    const startedAt = performance.now();
    const { faces } = await engine.describe(photo);
    const milliseconds = Math.round(performance.now() - startedAt);
    if (faces.length !== 1)
      return [
        fault(
          ABOUT,
          'The networks don’t find the face in a photo of one: run `npm run weights`, and try RECOGNITION_ENGINE=wasm.',
        ),
      ];
    if (engine.kind === 'wasm' && config.engine === 'auto')
      return [
        doubt(
          ABOUT,
          `It works (${milliseconds} ms for a small photo), but there is no native engine for this machine, so it is several times slower than it could be.`,
        ),
      ];
    return [good(ABOUT, `The networks are whole, and describe a small photo in ${milliseconds} ms (${engine.kind}).`)];
  } finally {
    await engine.close();
  }
}
