import pino, { type Logger } from 'pino';
import { type Config, readConfig } from '../../src/config';
import type { RunningEngine } from '../../src/engine/contract';
import { EnginePool } from '../../src/engine/engine-pool';

/** One worker is enough for a test. */
export const USUAL_ENGINE = { RECOGNITION_WORKERS: '1' };

/** What an engine is made of: apps that say the same of it can share one. */
const settingsOf = ({ workers, threads, queue, engine, limits }: Readonly<Config>) =>
  JSON.stringify([workers, threads, queue, engine, limits.photoMegapixels]);

const usual = readConfig({ NODE_ENV: 'test', ...USUAL_ENGINE });
let shared: Promise<EnginePool> | undefined;

/**
 * Gives an app the one engine that those of this process share, as loading its networks takes longer than all else that an app begins with.
 * It ends with the process, and no app closes it. An app whose engine has other settings gets one of its own.
 */
export async function startSharedEngine(config: Readonly<Config>, log: Logger): Promise<RunningEngine> {
  if (settingsOf(config) !== settingsOf(usual)) return EnginePool.start(config, log);
  shared ??= EnginePool.start(usual, pino({ level: 'silent' }));
  const engine = await shared;
  return {
    describe: (...photo) => engine.describe(...photo),
    isReady: () => engine.isReady(),
    isIdle: () => engine.isIdle(),
    get kind() {
      return engine.kind;
    },
    networks: engine.networks,
    close: async () => {},
  };
}
