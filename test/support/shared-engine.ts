import pino from 'pino';
import { type Config, readConfig } from '../../src/config';
import type { RunningEngine } from '../../src/engine/contract';
import { EnginePool } from '../../src/engine/engine-pool';

/** What an engine is made of: apps that say the same of it can share one. */
const settingsOf = ({ workers, threads, queue, engine, limits }: Config) =>
  JSON.stringify([workers, threads, queue, engine, limits.photoMegapixels]);

// One worker is enough, and loads the networks once.
export const ENGINE_SETTINGS = { RECOGNITION_WORKERS: '1' };
const usual = readConfig({ NODE_ENV: 'test', ...ENGINE_SETTINGS });
let shared: Promise<EnginePool> | undefined;

/**
 * The one engine that the apps of this process share, as loading its networks takes longer than all else that an app begins with. It ends with
 * the process, and no app closes it.
 * @returns none for an app whose engine has other settings: it starts its own
 */
export async function sharedEngine(config: Config): Promise<RunningEngine | undefined> {
  if (settingsOf(config) !== settingsOf(usual)) return undefined;
  shared ??= EnginePool.start(usual, pino({ level: 'silent' }));
  const engine = await shared;
  return {
    describe: (...photo) => engine.describe(...photo),
    isReady: () => engine.isReady(),
    close: async () => {},
  };
}
