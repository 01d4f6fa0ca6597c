import { type Filters, toOnnxOrder } from './filters';
import type { Attribute, Constant, Graph, Port, Step } from './model-file';

export interface ConvOptions {
  stride?: number | readonly [vertical: number, horizontal: number];
  /** As TensorFlow names them; or zeros at the end only, as its "same" gives at stride 2 and an even size. */
  padding?: 'same' | 'valid' | readonly [bottom: number, right: number];
  depthwise?: boolean;
}

function toAttributes(padding: NonNullable<ConvOptions['padding']>): Record<string, Attribute> {
  if (padding === 'same') return { auto_pad: 'SAME_UPPER' }; // TensorFlow's "same": the odd zero comes last
  if (padding === 'valid') return {};
  return { pads: [0, 0, ...padding] };
}

/** Builds a network step by step. Each method adds a step and gives the name of what comes out; `name` is that name. */
export class GraphBuilder {
  private readonly inputs: Port[] = [];
  private readonly outputs: Port[] = [];
  private readonly constants = new Map<string, Constant>();
  private readonly steps: Step[] = [];

  input(port: Port): string {
    this.inputs.push(port);
    return port.name;
  }

  /** Says which of the values that steps made come out of the network. */
  output(port: Port): void {
    this.outputs.push(port);
  }

  constant(name: string, data: Constant['data'], dims: readonly number[] = [data.length]): string {
    this.constants.set(name, { name, dims, data });
    return name;
  }

  /** A constant of whole numbers, as operators take sizes and axes. A list with the same numbers is kept once. */
  integers(...values: number[]): string {
    return this.constant(`int64 ${values}`, BigInt64Array.from(values, BigInt));
  }

  step(operator: string, name: string, inputs: readonly string[], attributes: Step['attributes'] = {}): string {
    this.steps.push({ operator, inputs, outputs: [name], attributes });
    return name;
  }

  split(name: string, input: string, axis: number, sizes: readonly number[]): string[] {
    const outputs = sizes.map((_, part) => `${name} ${part}`);
    this.steps.push({ operator: 'Split', inputs: [input, this.integers(...sizes)], outputs, attributes: { axis } });
    return outputs;
  }

  /** A convolution; of a depthwise one, the filters are HWC1. */
  conv(
    name: string,
    input: string,
    { weight, bias }: Filters,
    { stride = 1, padding = 'same', depthwise = false }: ConvOptions = {},
  ): string {
    const { shape, values } = toOnnxOrder(depthwise ? asDepthwise(weight) : weight);
    const inputs = [input, this.constant(`${name} filters`, values, shape), this.constant(`${name} bias`, bias)];
    const strides = typeof stride === 'number' ? [stride, stride] : stride;
    return this.step('Conv', name, inputs, {
      kernel_shape: shape.slice(2),
      strides,
      group: depthwise ? shape[0] : 1,
      ...toAttributes(padding),
    });
  }

  relu(input: string): string {
    return this.step('Relu', `${input} relu`, [input]);
  }

  add(name: string, one: string, other: string): string {
    return this.step('Add', name, [one, other]);
  }

  build(name: string): Graph {
    return {
      name,
      inputs: this.inputs,
      outputs: this.outputs,
      constants: [...this.constants.values()],
      steps: this.steps,
    };
  }
}

// TensorFlow counts a depthwise filter's channels as inputs (HWC1); ONNX counts them as outputs of groups of one (HW1C).
const asDepthwise = ({ shape: [height, width, channels], values }: Filters['weight']) => ({
  shape: [height, width, 1, channels],
  values,
});
