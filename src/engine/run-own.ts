import type { InferenceSession, TensorConstructor } from 'onnxruntime-node';
import type { DescriptorNetwork, NetworkInput } from './descriptor-network';
import { elementAt } from './element-at';
import { floatsOf } from './native-sessions';
import { CHANNELS } from './raster';

/**
 * Converts chips into what an operator's network takes.
 * @param chips values from 0 to 255, red, green and blue, pixel by pixel
 */
export function toInput(
  chips: Float32Array,
  count: number,
  size: number,
  { layout, colors, mean, scale }: NetworkInput,
): { values: Float32Array; dims: number[] } {
  const values = new Float32Array(chips.length);
  const pixels = size * size;
  for (let chip = 0; chip < count; chip++) {
    const from = chip * pixels * CHANNELS;
    for (let color = 0; color < CHANNELS; color++) {
      const source = colors === 'RGB' ? color : CHANNELS - 1 - color;
      const middle = elementAt(mean, color);
      for (let pixel = 0; pixel < pixels; pixel++) {
        const at = layout === 'NHWC' ? pixel * CHANNELS + color : color * pixels + pixel;
        values[from + at] = (elementAt(chips, from + pixel * CHANNELS + source) - middle) * scale;
      }
    }
  }
  return { values, dims: layout === 'NHWC' ? [count, size, size, CHANNELS] : [count, CHANNELS, size, size] };
}

/** Pixels as face-api.js's network takes them. */
const AS_THEY_ARE: NetworkInput = { layout: 'NHWC', colors: 'RGB', mean: [0, 0, 0], scale: 1 };

/**
 * Runs an operator's network over chips, one by one, as its graph may take no more at a time. It has one input and one output.
 * @returns as many floats for each chip as the network says it makes
 * @throws when it makes another number
 */
export async function runOwn(
  session: InferenceSession,
  chips: Float32Array,
  count: number,
  { chipSize, outputs, input }: DescriptorNetwork,
  Tensor: TensorConstructor,
): Promise<Float32Array> {
  const results = new Float32Array(count * outputs);
  const [taken, made] = [elementAt(session.inputNames, 0), elementAt(session.outputNames, 0)];
  const length = chipSize * chipSize * CHANNELS;
  for (let i = 0; i < count; i++) {
    const chip = chips.subarray(i * length, (i + 1) * length);
    const { values, dims } = toInput(chip, 1, chipSize, input ?? AS_THEY_ARE);
    const floats = floatsOf(await session.run({ [taken]: new Tensor('float32', values, dims) }), made);
    if (floats.length !== outputs)
      throw new Error(`The network makes ${floats.length} numbers of a chip, not ${outputs}.`);
    results.set(floats, i * outputs);
  }
  return results;
}
