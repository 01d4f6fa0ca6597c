import { elementAt } from '../../src/engine/element-at';
import type { Weight } from './face-api-weights';

/** The numbers of a convolution: its filters in TensorFlow's order (HWIO), and a bias for each output channel. */
export interface Filters {
  weight: Weight;
  bias: Float32Array;
}

/** Returns the four sizes of filters. @throws {RangeError} when the shape has fewer */
export const fourOf = (shape: readonly number[]): [number, number, number, number] => [
  elementAt(shape, 0),
  elementAt(shape, 1),
  elementAt(shape, 2),
  elementAt(shape, 3),
];

/** Scales each output channel by its own factor and adds its summand: filters · factor, bias · factor + summand. */
export function scaleOutputs(
  { weight, bias }: Filters,
  factors: ArrayLike<number>,
  summands: ArrayLike<number>,
): Filters {
  return {
    weight: {
      shape: weight.shape,
      values: weight.values.map((value, i) => value * elementAt(factors, i % factors.length)),
    },
    bias: bias.map((value, i) => value * elementAt(factors, i) + elementAt(summands, i)),
  };
}

/** Divides the filters, so that the pixels needn't be divided. */
export function divideInputs({ weight, bias }: Filters, divisor: number): Filters {
  return { weight: { shape: weight.shape, values: weight.values.map((value) => value / divisor) }, bias };
}

/**
 * Folds the batch normalization behind a depthwise filter (HWC1) into the filter.
 * @param norm has a number for each channel: `gamma` is the factor, `beta` the summand
 */
export function foldBatchNorm(
  weight: Weight,
  norm: Record<'mean' | 'variance' | 'gamma' | 'beta', Float32Array>,
): Filters {
  // The epsilon of face-api.js's mobileNetV1.ts, as frozen into TensorFlow's graph.
  const EPSILON = 0.0010000000474974513;
  const factors = Array.from(norm.gamma, (gamma, i) => gamma / Math.sqrt(elementAt(norm.variance, i) + EPSILON));
  const summands = Array.from(norm.beta, (beta, i) => beta - elementAt(norm.mean, i) * elementAt(factors, i));
  return scaleOutputs({ weight, bias: new Float32Array(factors.length) }, factors, summands);
}

/**
 * Reshapes a first layer's filters for pixels as memory has them: red, green and blue side by side are three columns of
 * one channel. The numbers keep their places: H × W × 3 × O is H × 3W × 1 × O.
 */
export function overInterleaved({ weight, bias }: Filters): Filters {
  const [height, width, channels, outputs] = fourOf(weight.shape);
  return { weight: { shape: [height, width * channels, 1, outputs], values: weight.values }, bias };
}

/** Reorders filters from TensorFlow's order (HWIO) to ONNX's (OIHW). */
export function toOnnxOrder({ shape, values }: Weight): Weight {
  const [height, width, inputs, outputs] = fourOf(shape);
  const reordered = new Float32Array(values.length);
  let from = 0;
  for (let place = 0; place < height * width; place++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++)
        reordered[(o * inputs + i) * height * width + place] = elementAt(values, from++);
    }
  }
  return { shape: [outputs, inputs, height, width], values: reordered };
}

/** Returns the filters of a convolution in ONNX's order. The filters of a depthwise one are HWC1. */
export const toOnnxFilters = ({ weight }: Filters, depthwise = false): Weight =>
  toOnnxOrder(depthwise ? asDepthwise(weight) : weight);

// TensorFlow counts a depthwise filter's channels as inputs (HWC1); ONNX counts them as outputs of groups of one
// (HW1C).
function asDepthwise({ shape, values }: Weight): Weight {
  const [height, width, channels] = fourOf(shape);
  return { shape: [height, width, 1, channels], values };
}
