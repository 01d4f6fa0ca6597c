import path from 'node:path';
import { Root } from 'protobufjs';
import { elementAt } from '../../src/engine/element-at';

// TensorProto.DataType and AttributeProto.AttributeType of onnx.proto.
export const DATA_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
const ATTRIBUTE_TYPE = { int: 2, string: 3, ints: 7 } as const;

// All operators are in set 17, which ONNX Runtime has read since 1.12 (2022). Version 8 of the file format belongs to
// it (onnx/docs/Versioning.md).
const OPERATOR_SET = 17;
const FORMAT_VERSION = 8;

export type ElementType = keyof typeof DATA_TYPE;
export type Attribute = number | string | readonly number[];

/** An input or output of a network. A dimension with a name instead of a number may have any size. */
export interface Port {
  name: string;
  type: ElementType;
  dims: ReadonlyArray<number | string>;
}

export interface Constant {
  name: string;
  dims: readonly number[];
  data: Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;
}

export interface Step {
  operator: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
}

/** A network. Each step comes after those whose outputs it takes. */
export interface Graph {
  name: string;
  inputs: readonly Port[];
  outputs: readonly Port[];
  constants: readonly Constant[];
  steps: readonly Step[];
}

function toAttribute([name, value]: [string, Attribute]) {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTE_TYPE.string, s: Buffer.from(value) };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: value };
}

function typeOf(data: Constant['data']): number {
  if (data instanceof Float32Array) return DATA_TYPE.float32;
  if (data instanceof Uint8Array) return DATA_TYPE.uint8;
  if (data instanceof Int8Array) return DATA_TYPE.int8;
  if (data instanceof Int32Array) return DATA_TYPE.int32;
  return DATA_TYPE.int64;
}

// raw_data is little-endian, as is every processor that ONNX Runtime's npm package is built for.
function toTensor({ name, dims, data }: Constant) {
  const data_type = typeOf(data);
  return { name, dims, data_type, raw_data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function toValueInfo({ name, type, dims }: Port) {
  const dim = dims.map((size) => (typeof size === 'number' ? { dim_value: size } : { dim_param: size }));
  return { name, type: { tensor_type: { elem_type: DATA_TYPE[type], shape: { dim } } } };
}

const toNode = ({ operator, inputs, outputs, attributes }: Step) => ({
  input: inputs,
  output: outputs,
  name: elementAt(outputs, 0),
  op_type: operator,
  attribute: Object.entries(attributes).map(toAttribute),
});

/**
 * Encodes a network as an .onnx file. The same network gives the same bytes every time, on every machine.
 * @throws when a field doesn't have its type in ONNX's schema
 */
export function encodeModel({ name, inputs, outputs, constants, steps }: Graph): Uint8Array {
  const ModelProto = new Root()
    .loadSync(path.join(__dirname, 'onnx.proto'), { keepCase: true })
    .lookupType('onnx.ModelProto');
  const model = {
    ir_version: FORMAT_VERSION,
    producer_name: 'familiar-faces',
    opset_import: [{ domain: '', version: OPERATOR_SET }],
    graph: {
      name,
      node: steps.map(toNode),
      initializer: constants.map(toTensor),
      input: inputs.map(toValueInfo),
      output: outputs.map(toValueInfo),
    },
  };
  const fault = ModelProto.verify(model);
  if (fault) throw new Error(`${name} isn't a model: ${fault}`);
  return ModelProto.encode(model).finish();
}
