import { DESCRIPTOR_LENGTH } from '../../src/catalog/descriptors';
import { elementAt } from '../../src/engine/element-at';
import { CHIP_SIZE } from '../../src/engine/networks';
import { CHANNELS } from '../../src/engine/raster';
import type { Arithmetic } from './arithmetic';
import type { Weights } from './face-api-weights';
import { divideInputs, type Filters, overInterleaved, scaleOutputs } from './filters';
import { type ConvOptions, GraphBuilder } from './graph-builder';
import { MEAN_COLOR } from './mean-color';
import type { Graph } from './model-file';

/**
 * Pixels are divided by this, as in the training (dlib's input_rgb_image) and in face-api.js 0.22.2. face-api.js's fork
 * has 255.
 */
const DIVISOR = 256;

/** Reads a convolution and the scale layer behind it, as one convolution. */
function readFilters(weights: Weights, name: string): Filters {
  const filters = { weight: weights.get(`${name}/conv/filters`), bias: weights.get(`${name}/conv/bias`).values };
  return scaleOutputs(filters, weights.get(`${name}/scale/weights`).values, weights.get(`${name}/scale/biases`).values);
}

/** Subtracts the mean color by folding it into the bias. That is exact, as this layer has no padding. */
function subtractMean({ weight, bias }: Filters): Filters {
  const sums = new Float64Array(bias);
  weight.values.forEach((value, i) => {
    const [output, channel] = [i % bias.length, Math.floor(i / bias.length) % CHANNELS];
    sums[output] = elementAt(sums, output) - value * elementAt(MEAN_COLOR, channel);
  });
  return { weight, bias: Float32Array.from(sums) };
}

/** What the layers are built from, and into. */
interface Building {
  graph: GraphBuilder;
  weights: Weights;
  arithmetic: Arithmetic;
}

function firstConv({ graph, weights }: Building, pixels: string): string {
  const rows = graph.step('Reshape', 'rows', [pixels, graph.integers(-1, 1, CHIP_SIZE, CHIP_SIZE * CHANNELS)]);
  const filters = subtractMean(divideInputs(readFilters(weights, 'conv32_down'), DIVISOR));
  return graph.relu(
    graph.conv('conv32_down', rows, overInterleaved(filters), { stride: [2, 2 * CHANNELS], padding: 'valid' }),
  );
}

/** Adds a convolution, whose output is rounded. */
function conv(building: Building, name: string, input: string, options: ConvOptions = {}, relu = false): string {
  const value = building.arithmetic.conv(name, input, readFilters(building.weights, name), options);
  return building.arithmetic.round(relu ? building.graph.relu(value) : value);
}

const twoConvs = (building: Building, input: string, name: string, first: ConvOptions = {}): string =>
  conv(building, `${name}/conv2`, conv(building, `${name}/conv1`, input, first, true));

const sumOf = (building: Building, name: string, one: string, other: string): string =>
  building.arithmetic.round(building.graph.relu(building.graph.add(`${name} sum`, one, other)));

const residual = (building: Building, input: string, name: string): string =>
  sumOf(building, name, twoConvs(building, input, name), input);

/** How the two branches of a layer that halves the sides, its convolutions and its average pool, differ in shape. */
interface Down {
  /** The convolutions' output is one row and one column smaller. */
  narrower: boolean;
  /** How many more channels the convolutions have. */
  newChannels: number;
}

/**
 * Adds a layer that halves the sides. Zeros fill what is missing: a row and a column of the narrower branch, channels
 * of the pool.
 */
function residualDown(building: Building, input: string, name: string, { narrower, newChannels }: Down): string {
  const { graph, arithmetic } = building;
  const pad = (value: string, like: string, channels: number, side: number) => {
    const zeros = graph.integers(0, 0, 0, 0, 0, channels, side, side);
    return arithmetic.roundAs(graph.step('Pad', `${value} padded`, [value, zeros]), like);
  };
  const convs = twoConvs(building, input, name, { stride: 2, padding: 'valid' });
  const pooled = arithmetic.roundAs(
    graph.step('AveragePool', `${name} pooled`, [input], { kernel_shape: [2, 2], strides: [2, 2] }),
    input,
  );
  const one = narrower ? pad(convs, convs, 0, 1) : convs;
  return sumOf(building, name, one, newChannels > 0 ? pad(pooled, input, newChannels, 0) : pooled);
}

// FaceRecognitionNet.ts. Sides: 150 → 72 → 35 → 17 → 8 → 4 → 2.
const LAYERS: ReadonlyArray<readonly [name: string, down?: Down]> = [
  ['conv32_1'],
  ['conv32_2'],
  ['conv32_3'],
  ['conv64_down', { narrower: false, newChannels: 32 }],
  ['conv64_1'],
  ['conv64_2'],
  ['conv64_3'],
  ['conv128_down', { narrower: false, newChannels: 64 }],
  ['conv128_1'],
  ['conv128_2'],
  ['conv256_down', { narrower: true, newChannels: 128 }],
  ['conv256_1'],
  ['conv256_2'],
  ['conv256_down_out', { narrower: true, newChannels: 0 }],
];

/**
 * Builds dlib's descriptor network, from `pixels` (any number of 150 × 150 × 3, 0 to 255) to `descriptors` (128 each).
 */
export function descriptorGraph(weights: Weights, arithmeticOf: (graph: GraphBuilder) => Arithmetic): Graph {
  const graph = new GraphBuilder();
  const building = { graph, weights, arithmetic: arithmeticOf(graph) };
  const pixels = graph.input({ name: 'pixels', type: 'float32', dims: ['count', CHIP_SIZE, CHIP_SIZE, CHANNELS] });
  const pooled = graph.step('MaxPool', 'pooled', [firstConv(building, pixels)], {
    kernel_shape: [3, 3],
    strides: [2, 2],
  });
  let value = building.arithmetic.round(pooled);
  for (const [name, down] of LAYERS)
    value = down ? residualDown(building, value, name, down) : residual(building, value, name);
  const features = graph.step('Flatten', 'features', [graph.step('GlobalAveragePool', 'means', [value])]);
  const { shape, values } = weights.get('fc');
  graph.step('MatMul', 'descriptors', [features, graph.constant('fc', values, shape)]);
  graph.output({ name: 'descriptors', type: 'float32', dims: ['count', DESCRIPTOR_LENGTH] });
  return graph.build('descriptor');
}
