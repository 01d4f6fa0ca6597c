import { CHANNELS } from '../../src/engine/raster';
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
  const floats = graph.step('Cast', 'floats', [pixels], { to: DATA_TYPE.float32 });
  const centered = graph.step('Sub', 'centred', [floats, graph.constant('middle', new Float32Array([MIDDLE]), [])]);
  const filters = overInterleaved(divideInputs(readFilters(weights, 'MobilenetV1/Conv2d_0_pointwise'), MIDDLE));
  return clippedConv(graph, 'Conv2d_0', centered, filters, { stride: [2, 2 * CHANNELS], padding: [2, CHANNELS] });
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
  const halving = [2, 4, 6, 12].includes(layer) ? { stride: 2, padding: HALVING } : {};
  const depthwise = clippedConv(graph, `Conv2d_${layer}_depthwise`, input, filters, { ...halving, depthwise: true });
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
    const halving = layer % 2 === 0 ? {} : { stride: 2, padding: HALVING };
    value = clippedConv(graph, `Prediction ${layer}`, value, filters, halving);
    if (layer % 2 === 1) maps.push(value);
  }
  return maps;
}

/**
 * Builds face-api.js's SSD MobileNet v1, from `pixels` (any part of the upper left of its square of 512: rows, columns × 3, bytes) to
 * `predictions`, five for each anchor of the part (src/engine/candidates.ts).
 */
export function ssdGraph(weights: Weights): Graph {
  const graph = new GraphBuilder();
  const pixels = graph.input({ name: 'pixels', type: 'uint8', dims: [1, 1, 'rows', 'values'] });
  const maps = featureMaps(graph, weights, firstConv(graph, weights, pixels));
  graph.step(
    'Concat',
    'predictions',
    maps.map((map, i) => predict(graph, weights, map, i)),
    { axis: 0 },
  );
  graph.output({ name: 'predictions', type: 'float32', dims: ['anchors', PREDICTIONS] });
  return graph.build('ssd');
}
