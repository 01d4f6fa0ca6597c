import './leave-signals';
import { type Choice, chooseEngine } from './choose-engine';
import { fasterPrecision } from './faster-precision';
import type { Networks } from './networks';
import { describePhoto } from './pipeline';
import { serveJobs } from './serve-jobs';
import { WEIGHTS_FOLDER } from './weights';

/** Loads the networks into the chosen engine, without loading any code of the other one. */
async function loadNetworks({ engine, precision }: Choice, threads: number): Promise<Networks> {
  if (engine === 'native')
    return (require('./native-networks') as typeof import('./native-networks.js')).loadNativeNetworks(WEIGHTS_FOLDER, {
      threads,
      precision,
    });
  return (require('./wasm-networks') as typeof import('./wasm-networks.js')).loadWasmNetworks(WEIGHTS_FOLDER);
}

void serveJobs(async ({ threads, limits, ...requested }, onChoice) => {
  const choice = await chooseEngine(requested, () => fasterPrecision(WEIGHTS_FOLDER));
  onChoice(choice);
  const networks = await loadNetworks(choice, threads);
  return ({ bytes, wanted }, onStage) => describePhoto(bytes, networks, limits, onStage, wanted);
});
