import type { Logger } from 'pino';
import type { Config } from '../config';

/**
 * Which engine computes the networks: the native one, or WebAssembly where ONNX Runtime has no binary for this machine.
 * @throws what loading the native one says, when it was asked for by name
 */
export async function chooseEngine(requested: Config['engine'], log: Logger): Promise<'native' | 'wasm'> {
  if (requested === 'wasm') return 'wasm';
  try {
    await import('onnxruntime-node');
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
