import { loadOnnxRuntime } from './onnx-runtime';

/** What computes the networks, and why it isn't the native engine although that was wanted. */
export interface Choice {
  engine: 'native' | 'wasm';
  reason?: string;
}

/**
 * Chooses the engine that computes the networks: native, or WebAssembly where ONNX Runtime has no binary for this
 * machine. It loads ONNX Runtime, so only workers call it.
 * @throws the error of loading ONNX Runtime, when the settings require the native engine
 */
export async function chooseEngine(requested: 'auto' | 'native' | 'wasm'): Promise<Choice> {
  if (requested === 'wasm') return { engine: 'wasm' };
  try {
    await loadOnnxRuntime();
    return { engine: 'native' };
  } catch (error) {
    if (requested === 'native') throw error;
    return { engine: 'wasm', reason: (error as Error).message };
  }
}
