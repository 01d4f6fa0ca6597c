import { elementAt } from '../../src/engine/element-at';
import { type Filters, toOnnxFilters } from './filters';
import { type ConvOptions, convAttributes, type GraphBuilder } from './graph-builder';

/** The smallest and the largest value that a layer returns. Zero is one of them, or between them. */
export type Range = readonly [min: number, max: number];

/** What a network computes with: its layers are the same, whatever that is. */
export interface Arithmetic {
  /** Adds a convolution, and returns the name of its output. */
  conv(name: string, input: string, filters: Filters, options?: ConvOptions): string;
  /** Adds the rounding of a layer's output, where there is any, and returns its name. */
  round(value: string): string;
  /** Adds the rounding of a value that is made of another, rounded one, in the same steps. */
  roundAs(value: string, other: string): string;
}

/** Computes with 32-bit floats, without rounding. */
export const float32 = (graph: GraphBuilder): Arithmetic => ({
  conv: (...parameters) => graph.conv(...parameters),
  round: (value) => value,
  roundAs: (value) => value,
});

const LARGEST_INT8 = 127;
const LARGEST_UINT8 = 255;
/** A bias is a 32-bit integer in units of the input's step × the filter's; sums must stay within 32 bits, too. */
const LARGEST_BIAS = 2 ** 28;
/** The step of filters that are all zero. */
const LEAST_STEP = 1e-12;

/** Returns what a rounded value changes by from one integer to the next. */
const stepOf = ([min, max]: Range): number => (max - min) / LARGEST_UINT8;

/**
 * Computes with 8-bit integers where a convolution's input is rounded, and with floats elsewhere. It describes this as ONNX Runtime
 * recognizes it: values are rounded to integers and back (QuantizeLinear, DequantizeLinear), with a convolution of floats between.
 * Filters are rounded to -127..127, with a step of its own for each output channel; other values to 0..255 in steps of their range.
 */
export class Int8 implements Arithmetic {
  /** The range of each rounded value, by its name. */
  private readonly ranges = new Map<string, Range>();

  /** @param rangeOf returns the range of a layer's output */
  constructor(
    private readonly graph: GraphBuilder,
    private readonly rangeOf: (value: string) => Range,
  ) {}

  round(value: string): string {
    return this.roundTo(value, this.rangeOf(value));
  }

  private roundTo(value: string, range: Range): string {
    const { graph } = this;
    const step = stepOf(range);
    const zero = Math.round(-range[0] / step);
    const units = [graph.scalar('float32', step), graph.scalar('uint8', zero)];
    const integers = graph.step('QuantizeLinear', `${value} integers`, [value, ...units]);
    const rounded = graph.step('DequantizeLinear', `${value} rounded`, [integers, ...units]);
    this.ranges.set(rounded, range);
    return rounded;
  }

  roundAs(value: string, other: string): string {
    const range = this.ranges.get(other);
    return range ? this.roundTo(value, range) : value;
  }

  conv(name: string, input: string, filters: Filters, options: ConvOptions = {}): string {
    const range = this.ranges.get(input);
    if (!range) return this.graph.conv(name, input, filters, options);
    const { shape, values } = toOnnxFilters(filters, options.depthwise);
    const parameters = roundFilters(values, filters.bias, stepOf(range));
    const weights = this.integers(`${name} filters`, parameters.filters, shape, parameters.steps);
    const bias = this.integers(`${name} bias`, parameters.bias, [filters.bias.length], parameters.biasSteps);
    return this.graph.step('Conv', name, [input, weights, bias], convAttributes(shape, options));
  }

  /** Adds integers, and what turns them into floats: a step for each output channel. */
  private integers(name: string, data: Int8Array | Int32Array, dims: readonly number[], steps: Float32Array): string {
    const { graph } = this;
    const zeros = data instanceof Int8Array ? new Int8Array(steps.length) : new Int32Array(steps.length);
    const inputs = [
      graph.constant(`${name} integers`, data, dims),
      graph.constant(`${name} steps`, steps),
      graph.constant(`${zeros.constructor.name} zeros ${zeros.length}`, zeros),
    ];
    return graph.step('DequantizeLinear', name, inputs, { axis: 0 });
  }
}

/**
 * Rounds filters and their bias.
 * @param filters in ONNX's order (OIHW)
 * @param inputStep the step of the values that they are multiplied by
 */
function roundFilters(filters: Float32Array, bias: Float32Array, inputStep: number) {
  const each = filters.length / bias.length;
  // A small step would make the bias of a channel whose filters are next to zero too large for its integer.
  const steps = Float32Array.from(bias, (summand, output) => {
    const largest = filters
      .subarray(output * each, (output + 1) * each)
      .reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    return Math.max(largest / LARGEST_INT8, Math.abs(summand) / (inputStep * LARGEST_BIAS), LEAST_STEP);
  });
  const biasSteps = steps.map((step) => step * inputStep);
  return {
    filters: Int8Array.from(filters, (value, i) => Math.round(value / elementAt(steps, Math.floor(i / each)))),
    steps,
    bias: Int32Array.from(bias, (value, i) => Math.round(value / elementAt(biasSteps, i))),
    biasSteps,
  };
}
