import type { Logger } from 'pino';
import type { Config } from '../config';
import { loadOnnxRuntime } from './onnx-runtime';

/**
 * Chooses the engine that computes the networks: native, or WebAssembly where ONNX Runtime has no binary for this
 * machine.
 * @throws the error of loading ONNX Runtime, when the settings require the native engine
 */
export async function chooseEngine(requested: Config['engine'], log: Logger): Promise<'native' | 'wasm'> {
  if (requested === 'wasm') return 'wasm';
  try {
    await loadOnnxRuntime();
    return 'native';
  } catch (error) {
    if (requested === 'native') throw error;
    log.warn(
      { reason: (error as Error).message },
      'ONNX Runtime has no binary for this computer: recognition runs on WebAssembly, about eight times slower',
    );
    return 'wasm';
  }
}
