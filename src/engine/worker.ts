import './leave-signals';
import { chooseEngine } from './choose-engine';
import type { Networks } from './networks';
import { describePhoto } from './pipeline';
import { serveJobs } from './serve-jobs';
import { WEIGHTS_FOLDER } from './weights';

/** Loads the networks into the chosen engine, without loading any code of the other one. */
async function loadNetworks(engine: 'native' | 'wasm', threads: number): Promise<Networks> {
  if (engine === 'native')
    return (require('./native-networks') as typeof import('./native-networks.js')).loadNativeNetworks(WEIGHTS_FOLDER, {
      threads,
    });
  return (require('./wasm-networks') as typeof import('./wasm-networks.js')).loadWasmNetworks(WEIGHTS_FOLDER);
}

void serveJobs(async ({ engine: requested, threads, limits }, onEngine) => {
  const { engine, reason } = await chooseEngine(requested);
  onEngine(engine, reason);
  const networks = await loadNetworks(engine, threads);
  return ({ bytes }, onStage) => describePhoto(bytes, networks, limits, onStage);
});
