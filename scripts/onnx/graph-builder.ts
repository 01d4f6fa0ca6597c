import { elementAt } from '../../src/engine/element-at';
import { type Filters, toOnnxFilters } from './filters';
import type { Attribute, Constant, Graph, Port, Step } from './model-file';

/** How a convolution moves over its input. */
export interface ConvOptions {
  stride?: number | readonly [vertical: number, horizontal: number];
  /** TensorFlow's names, or how many zeros at the end only, as its "same" means at stride 2 and an even size. */
  padding?: 'same' | 'valid' | readonly [bottom: number, right: number];
  depthwise?: boolean;
}

function toPads(padding: NonNullable<ConvOptions['padding']>): Record<string, Attribute> {
  if (padding === 'same') return { auto_pad: 'SAME_UPPER' }; // TensorFlow's "same": the odd zero comes last
  if (padding === 'valid') return {};
  return { pads: [0, 0, ...padding] };
}

/** Returns the attributes of a convolution. @param shape of its filters in ONNX's order (OIHW) */
export function convAttributes(
  shape: readonly number[],
  { stride = 1, padding = 'same', depthwise = false }: ConvOptions,
): Record<string, Attribute> {
  return {
    kernel_shape: shape.slice(2),
    strides: typeof stride === 'number' ? [stride, stride] : stride,
    group: depthwise ? elementAt(shape, 0) : 1,
    ...toPads(padding),
  };
}

/** Builds a network step by step. Each method adds a step and returns the name of its output, which `name` sets. */
export class GraphBuilder {
  private readonly inputs: Port[] = [];
  private readonly outputs: Port[] = [];
  private readonly constants = new Map<string, Constant>();
  private readonly steps: Step[] = [];

  input(port: Port): string {
    this.inputs.push(port);
    return port.name;
  }

  /** Declares that a step's output is an output of the network. */
  output(port: Port): void {
    this.outputs.push(port);
  }

  constant(name: string, data: Constant['data'], dims: readonly number[] = [data.length]): string {
    this.constants.set(name, { name, dims, data });
    return name;
  }

  /** Adds a single number. Equal ones are stored once. */
  scalar(type: 'float32' | 'uint8', value: number): string {
    const data = type === 'float32' ? new Float32Array([value]) : new Uint8Array([value]);
    return this.constant(`${type} ${value}`, data, []);
  }

  /** Adds a constant of integers, as operators take sizes and axes. Equal lists are stored once. */
  integers(...values: number[]): string {
    return this.constant(`int64 ${values}`, BigInt64Array.from(values, BigInt));
  }

  step(operator: string, name: string, inputs: readonly string[], attributes: Step['attributes'] = {}): string {
    this.steps.push({ operator, inputs, outputs: [name], attributes });
    return name;
  }

  /** Adds a convolution. The filters of a depthwise one are HWC1. */
  conv(name: string, input: string, filters: Filters, options: ConvOptions = {}): string {
    const { shape, values } = toOnnxFilters(filters, options.depthwise);
    const inputs = [
      input,
      this.constant(`${name} filters`, values, shape),
      this.constant(`${name} bias`, filters.bias),
    ];
    return this.step('Conv', name, inputs, convAttributes(shape, options));
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
