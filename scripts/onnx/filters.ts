import type { Weight } from './face-api-weights';

/** A convolution's numbers: filters in TensorFlow's order (HWIO), and what is added to each output channel. */
export interface Filters {
  weight: Weight;
  bias: Float32Array;
}

/** To each output channel its own factor and summand: filters · factor, bias · factor + summand. */
export function scaleOutputs(
  { weight, bias }: Filters,
  factors: ArrayLike<number>,
  summands: ArrayLike<number>,
): Filters {
  return {
    weight: { shape: weight.shape, values: weight.values.map((value, i) => value * factors[i % factors.length]) },
    bias: bias.map((value, i) => value * factors[i] + summands[i]),
  };
}

/** What the filters must be so that the pixels needn't be divided. */
export function divideInputs({ weight, bias }: Filters, divisor: number): Filters {
  return { weight: { shape: weight.shape, values: weight.values.map((value) => value / divisor) }, bias };
}

/**
 * A depthwise filter (HWC1) followed by batch normalisation, as one depthwise filter.
 * @param gamma what the norm multiplies by; beta, what it adds
 */
export function foldBatchNorm(
  weight: Weight,
  norm: Record<'mean' | 'variance' | 'gamma' | 'beta', Float32Array>,
): Filters {
  // The epsilon of face-api.js's mobileNetV1.ts, as frozen into TensorFlow's graph.
  const EPSILON = 0.0010000000474974513;
  const factors = Array.from(norm.gamma, (gamma, i) => gamma / Math.sqrt(norm.variance[i] + EPSILON));
  const summands = Array.from(norm.beta, (beta, i) => beta - norm.mean[i] * factors[i]);
  return scaleOutputs({ weight, bias: new Float32Array(factors.length) }, factors, summands);
}

/**
 * A first layer's filters for pixels as they lie in memory: red, green and blue of a pixel side by side are three columns
 * of one channel. The numbers stay where they are: H × W × 3 × O is H × 3W × 1 × O.
 */
export function overInterleaved({ weight, bias }: Filters): Filters {
  const [height, width, channels, outputs] = weight.shape;
  return { weight: { shape: [height, width * channels, 1, outputs], values: weight.values }, bias };
}

/** From TensorFlow's order (HWIO) to ONNX's (OIHW). */
export function toOnnxOrder({ shape: [height, width, inputs, outputs], values }: Weight): Weight {
  const reordered = new Float32Array(values.length);
  let from = 0;
  for (let place = 0; place < height * width; place++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) reordered[(o * inputs + i) * height * width + place] = values[from++];
    }
  }
  return { shape: [outputs, inputs, height, width], values: reordered };
}
