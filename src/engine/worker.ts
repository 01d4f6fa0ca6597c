import './leave-signals';
import { type Choice, chooseEngine } from './choose-engine';
import type { DescriptorNetwork } from './descriptor-network';
import { fasterPrecision } from './faster-precision';
import type { Networks } from './networks';
import { describePhoto } from './pipeline';
import { CHANNELS } from './raster';
import { serveJobs } from './serve-jobs';

/** Loads the networks into the chosen engine, without loading any code of the other one. */
async function loadNetworks({ engine, precision }: Choice, threads: number, folder: string): Promise<Networks> {
  if (engine === 'native')
    return (require('./native-networks') as typeof import('./native-networks.js')).loadNativeNetworks(folder, {
      threads,
      precision,
    });
  return (require('./wasm-networks') as typeof import('./wasm-networks.js')).loadWasmNetworks(folder);
}

/** Runs the operator's network once, so that one that doesn't work is known at the start. @throws how it fails */
async function tryOwn(networks: Networks, own: DescriptorNetwork): Promise<void> {
  await networks.describe(new Float32Array(own.chipSize * own.chipSize * CHANNELS), 1, own);
}

void serveJobs(async ({ threads, limits, weights, own, ...requested }, onChoice) => {
  const choice = await chooseEngine(requested, () => fasterPrecision(weights));
  onChoice(choice);
  const networks = await loadNetworks(choice, threads, weights);
  if (own && choice.engine === 'native') await tryOwn(networks, own);
  return ({ bytes, wanted }, onStage) => describePhoto(bytes, networks, limits, onStage, wanted);
});
