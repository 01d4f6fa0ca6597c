import { DETECT_SIZE } from '../../src/engine/networks';
import { CHANNELS } from '../../src/engine/raster';
import type { Weights } from './face-api-weights';
import { divideInputs, type Filters, foldBatchNorm, overInterleaved } from './filters';
import { type ConvOptions, GraphBuilder } from './graph-builder';
import type { Graph } from './model-file';
import { decodeBoxes, predict } from './ssd-boxes';

/** The network takes pixels / 127.5 - 1, so this gray is its zero. */
const MIDDLE = 127.5;

const readFilters = (weights: Weights, name: string): Filters => ({
  weight: weights.get(`${name}/weights`),
  bias: weights.get(`${name}/convolution_bn_offset`).values,
});

/** Adds a convolution, and the clip to 0..6 that follows each one in this network. */
function clippedConv(graph: GraphBuilder, name: string, input: string, filters: Filters, options: ConvOptions): string {
  const value = graph.conv(name, input, filters, options);
  const [min, max] = [graph.constant('0', new Float32Array([0]), []), graph.constant('6', new Float32Array([6]), [])];
  return graph.step('Clip', `${name} clipped`, [value, min, max]);
}

/**
 * Subtracts the middle before the first convolution. It can't be folded into it, as "same" pads with zeros *after* the
 * subtraction.
 */
function firstConv(graph: GraphBuilder, weights: Weights, pixels: string): string {
  const rows = graph.step('Reshape', 'rows', [pixels, graph.integers(1, 1, DETECT_SIZE, DETECT_SIZE * CHANNELS)]);
  const centered = graph.step('Sub', 'centred', [rows, graph.constant('middle', new Float32Array([MIDDLE]), [])]);
  const filters = overInterleaved(divideInputs(readFilters(weights, 'MobilenetV1/Conv2d_0_pointwise'), MIDDLE));
  return clippedConv(graph, 'Conv2d_0', centered, filters, { stride: [2, 2 * CHANNELS], padding: [1, CHANNELS] });
}

/** Adds one layer of MobileNet v1: a depthwise, then a pointwise convolution (mobileNetV1.ts). */
function mobileLayer(graph: GraphBuilder, weights: Weights, input: string, layer: number): string {
  const name = `MobilenetV1/Conv2d_${layer}_depthwise`;
  const norm = (part: string) => weights.get(`${name}/BatchNorm/${part}`).values;
  const filters = foldBatchNorm(weights.get(`${name}/depthwise_weights`), {
    mean: norm('moving_mean'),
    variance: norm('moving_variance'),
    gamma: norm('gamma'),
    beta: norm('beta'),
  });
  const stride = [2, 4, 6, 12].includes(layer) ? 2 : 1;
  const depthwise = clippedConv(graph, `Conv2d_${layer}_depthwise`, input, filters, { stride, depthwise: true });
  return clippedConv(
    graph,
    `Conv2d_${layer}`,
    depthwise,
    readFilters(weights, `MobilenetV1/Conv2d_${layer}_pointwise`),
    {},
  );
}

/** Adds the layers, and returns the six feature maps that find faces, small faces first (predictionLayer.ts). */
function featureMaps(graph: GraphBuilder, weights: Weights, first: string): string[] {
  const maps: string[] = [];
  let value = first;
  for (let layer = 1; layer <= 13; layer++) {
    value = mobileLayer(graph, weights, value, layer);
    if (layer === 11 || layer === 13) maps.push(value);
  }
  for (let layer = 0; layer <= 7; layer++) {
    const filters = readFilters(weights, `Prediction/Conv2d_${layer}_pointwise`);
    value = clippedConv(graph, `Prediction ${layer}`, value, filters, { stride: layer % 2 === 0 ? 1 : 2 });
    if (layer % 2 === 1) maps.push(value);
  }
  return maps;
}

/**
 * Builds face-api.js's SSD MobileNet v1, from `pixels` (512 × 512 × 3, 0 to 255) to `boxes` (5118 × 4: top, left,
 * bottom, right, relative to the square) and `scores` (5118).
 */
export function ssdGraph(weights: Weights): Graph {
  const graph = new GraphBuilder();
  const pixels = graph.input({ name: 'pixels', type: 'float32', dims: [1, DETECT_SIZE, DETECT_SIZE, CHANNELS] });
  const maps = featureMaps(graph, weights, firstConv(graph, weights, pixels));
  const predictions = graph.step(
    'Concat',
    'predictions',
    maps.map((map, i) => predict(graph, weights, map, i)),
    { axis: 0 },
  );
  decodeBoxes(graph, weights.get('Output/extra_dim').values, predictions);
  return graph.build('ssd');
}
