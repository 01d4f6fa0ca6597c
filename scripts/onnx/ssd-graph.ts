import { elementAt } from '../../src/engine/element-at';
import { PROBE_SHAPE } from '../../src/engine/networks';
import { CHANNELS } from '../../src/engine/raster';
import type { Arithmetic, Range } from './arithmetic';
import type { Weights } from './face-api-weights';
import { divideInputs, type Filters, foldBatchNorm, overInterleaved } from './filters';
import { type ConvOptions, GraphBuilder } from './graph-builder';
import { DATA_TYPE, type Graph } from './model-file';
import { PREDICTIONS, predict } from './ssd-predictor';

/** The network takes pixels / 127.5 - 1, so this gray is its zero. */
const MIDDLE = 127.5;

const readFilters = (weights: Weights, name: string): Filters => ({
  weight: weights.get(`${name}/weights`),
  bias: weights.get(`${name}/convolution_bn_offset`).values,
});

/**
 * Zeros below and to the right of a map that a step of two goes over. With two, an even and an odd number of rows alike give half of them, rounded
 * up, at the places where the whole square has them; TensorFlow's "same" would move the places of odd ones.
 */
const HALVING = [2, 2] as const;

/** What every layer returns: each convolution is followed by a clip. */
export const CLIPPED: Range = [0, 6];
/** The layers whose filters or outputs lose most by being rounded (docs/performance.md): they are computed in floats. */
const FLOAT_LAYERS = ['Conv2d_0', 'Conv2d_1_depthwise', 'Conv2d_1', 'Conv2d_2_depthwise'];

/** What the layers are built from, and into. */
interface Building {
  graph: GraphBuilder;
  weights: Weights;
  arithmetic: Arithmetic;
}

/** Adds a convolution, and the clip that follows each one in this network. */
function clippedConv(
  { graph, arithmetic }: Building,
  name: string,
  input: string,
  filters: Filters,
  options: ConvOptions,
): string {
  const value = arithmetic.conv(name, input, filters, options);
  const limits = CLIPPED.map((limit) => graph.scalar('float32', limit));
  const clipped = graph.step('Clip', `${name} clipped`, [value, ...limits]);
  const isBetweenFloats = FLOAT_LAYERS.slice(0, -1).includes(name);
  return isBetweenFloats ? clipped : arithmetic.round(clipped);
}

/**
 * Subtracts the middle before the first convolution. It can't be folded into it, as "same" pads with zeros *after* the
 * subtraction.
 */
function firstConv(building: Building, pixels: string): string {
  const { graph, weights } = building;
  const floats = graph.step('Cast', 'floats', [pixels], { to: DATA_TYPE.float32 });
  const centered = graph.step('Sub', 'centered', [floats, graph.scalar('float32', MIDDLE)]);
  const filters = overInterleaved(divideInputs(readFilters(weights, 'MobilenetV1/Conv2d_0_pointwise'), MIDDLE));
  return clippedConv(building, 'Conv2d_0', centered, filters, { stride: [2, 2 * CHANNELS], padding: [2, CHANNELS] });
}

/** Adds one layer of MobileNet v1: a depthwise, then a pointwise convolution (mobileNetV1.ts). */
function mobileLayer(building: Building, input: string, layer: number): string {
  const { weights } = building;
  const name = `MobilenetV1/Conv2d_${layer}_depthwise`;
  const norm = (part: string) => weights.get(`${name}/BatchNorm/${part}`).values;
  const filters = foldBatchNorm(weights.get(`${name}/depthwise_weights`), {
    mean: norm('moving_mean'),
    variance: norm('moving_variance'),
    gamma: norm('gamma'),
    beta: norm('beta'),
  });
  const halving = [2, 4, 6, 12].includes(layer) ? { stride: 2, padding: HALVING } : {};
  const depthwise = clippedConv(building, `Conv2d_${layer}_depthwise`, input, filters, { ...halving, depthwise: true });
  const pointwise = readFilters(weights, `MobilenetV1/Conv2d_${layer}_pointwise`);
  return clippedConv(building, `Conv2d_${layer}`, depthwise, pointwise, {});
}

/** Adds the layers, and returns the six feature maps that find faces, small faces first (predictionLayer.ts). */
function featureMaps(building: Building, first: string): string[] {
  const maps: string[] = [];
  let value = first;
  for (let layer = 1; layer <= 13; layer++) {
    value = mobileLayer(building, value, layer);
    if (layer === 11 || layer === 13) maps.push(value);
  }
  for (let layer = 0; layer <= 7; layer++) {
    const filters = readFilters(building.weights, `Prediction/Conv2d_${layer}_pointwise`);
    const halving = layer % 2 === 0 ? {} : { stride: 2, padding: HALVING };
    value = clippedConv(building, `Prediction ${layer}`, value, filters, halving);
    if (layer % 2 === 1) maps.push(value);
  }
  return maps;
}

/**
 * Builds face-api.js's SSD MobileNet v1, from `pixels` (any part of the upper left of its square of 512: rows, columns × 3, bytes) to
 * `predictions`, five for each anchor of the part (src/engine/candidates.ts).
 */
export function ssdGraph(weights: Weights, arithmeticOf: (graph: GraphBuilder) => Arithmetic): Graph {
  const graph = new GraphBuilder();
  const building = { graph, weights, arithmetic: arithmeticOf(graph) };
  const pixels = graph.input({ name: 'pixels', type: 'uint8', dims: [1, 1, 'rows', 'values'] });
  const maps = featureMaps(building, firstConv(building, pixels));
  const predictions = maps.map((map, i) => predict(graph, weights, map, i));
  graph.step('Concat', 'predictions', predictions, { axis: 0 });
  graph.output({ name: 'predictions', type: 'float32', dims: ['anchors', PREDICTIONS] });
  return graph.build('ssd');
}

/**
 * Builds one layer of the detector alone, for src/engine/faster-precision.ts: from `values` (PROBE_SHAPE) to `results`, the mean of each
 * channel, as new memory for all of them would take longer than the layer.
 */
export function probeGraph(weights: Weights, arithmeticOf: (graph: GraphBuilder) => Arithmetic): Graph {
  const graph = new GraphBuilder();
  const arithmetic = arithmeticOf(graph);
  const values = arithmetic.round(graph.input({ name: 'values', type: 'float32', dims: PROBE_SHAPE }));
  const filters = readFilters(weights, 'MobilenetV1/Conv2d_5_pointwise');
  const results = clippedConv({ graph, weights, arithmetic }, 'Conv2d_5', values, filters, {});
  graph.step('GlobalAveragePool', 'results', [results]);
  graph.output({ name: 'results', type: 'float32', dims: [1, elementAt(PROBE_SHAPE, 1), 1, 1] });
  return graph.build('probe');
}
