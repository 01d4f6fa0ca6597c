import { loadOnnxRuntime } from './onnx-runtime';

/** What the numbers of the networks are. */
export type Precision = 'int8' | 'float32';

/** What computes the networks. */
export interface Choice {
  engine: 'native' | 'wasm';
  precision: Precision;
  /** Why it isn't the native engine although that was wanted. */
  reason?: string;
}

interface Requested {
  engine: 'auto' | 'native' | 'wasm';
  precision: 'auto' | Precision;
}

/**
 * Chooses what computes the networks: the native engine, or WebAssembly where ONNX Runtime has no binary for this
 * machine; and on the native one, whatever is faster. It loads ONNX Runtime, so only workers call it.
 * @param fasterPrecision measures what is faster
 * @throws the error of loading ONNX Runtime, when the settings require the native engine
 */
export async function chooseEngine(
  { engine, precision }: Requested,
  fasterPrecision: () => Promise<Precision>,
): Promise<Choice> {
  if (engine === 'wasm') return { engine, precision: 'float32' };
  try {
    await loadOnnxRuntime();
  } catch (error) {
    if (engine === 'native') throw error;
    return { engine: 'wasm', precision: 'float32', reason: (error as Error).message };
  }
  return { engine: 'native', precision: precision === 'auto' ? await fasterPrecision() : precision };
}
