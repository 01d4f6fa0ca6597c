import { elementAt } from '../../src/engine/element-at';
import { LANDMARKS_LENGTH, LANDMARKS_SIZE } from '../../src/engine/networks';
import { CHANNELS } from '../../src/engine/raster';
import type { Weights } from './face-api-weights';
import { divideInputs, type Filters, overInterleaved } from './filters';
import { GraphBuilder } from './graph-builder';
import { MEAN_COLOR } from './mean-color';
import type { Graph } from './model-file';

const DIVISOR = 255;

/**
 * Subtracts the mean color before the first convolution. It can't be folded into it, as "same" pads with zeros *after*
 * the subtraction. The constant is as long as a row, because ONNX Runtime repeats long runs of numbers faster than
 * three.
 */
function subtractMean(graph: GraphBuilder, pixels: string): string {
  const row = LANDMARKS_SIZE * CHANNELS;
  const rows = graph.step('Reshape', 'rows', [pixels, graph.integers(-1, 1, LANDMARKS_SIZE, row)]);
  const mean = graph.constant(
    'mean',
    Float32Array.from({ length: row }, (_, i) => elementAt(MEAN_COLOR, i % CHANNELS)),
  );
  return graph.step('Sub', 'centred', [rows, mean]);
}

function firstConv(graph: GraphBuilder, weights: Weights, centered: string): string {
  const filters: Filters = {
    weight: weights.get('dense0/conv0/filters'),
    bias: weights.get('dense0/conv0/bias').values,
  };
  return graph.conv('dense0 conv0', centered, overInterleaved(divideInputs(filters, DIVISOR)), {
    stride: [2, 2 * CHANNELS],
    padding: [1, CHANNELS],
  });
}

function separableConv(graph: GraphBuilder, weights: Weights, input: string, name: string, stride: number): string {
  const depthwise = weights.get(`${name}/depthwise_filter`);
  const none = new Float32Array(elementAt(depthwise.shape, 2));
  const each = graph.conv(`${name} depthwise`, input, { weight: depthwise, bias: none }, { stride, depthwise: true });
  return graph.conv(name, each, {
    weight: weights.get(`${name}/pointwise_filter`),
    bias: weights.get(`${name}/bias`).values,
  });
}

/** Adds a block whose convolutions each take the sum of all outputs before them (denseBlock.ts). */
function denseBlock(graph: GraphBuilder, weights: Weights, first: string, block: string): string {
  let sum = graph.relu(first);
  let input = sum;
  for (let layer = 1; layer <= 3; layer++) {
    sum = graph.add(`${block} sum${layer}`, separableConv(graph, weights, input, `${block}/conv${layer}`, 1), sum);
    input = graph.relu(sum);
  }
  return input;
}

/**
 * Builds face-api.js's 68-point network, from `pixels` (any number of 112 × 112 × 3, 0 to 255) to `points` (136 each,
 * relative to the square).
 */
export function landmarksGraph(weights: Weights): Graph {
  const graph = new GraphBuilder();
  const pixels = graph.input({
    name: 'pixels',
    type: 'float32',
    dims: ['count', LANDMARKS_SIZE, LANDMARKS_SIZE, CHANNELS],
  });
  let value = denseBlock(graph, weights, firstConv(graph, weights, subtractMean(graph, pixels)), 'dense0');
  for (const block of ['dense1', 'dense2', 'dense3']) {
    value = denseBlock(graph, weights, separableConv(graph, weights, value, `${block}/conv0`, 2), block);
  }
  const pooled = graph.step('Flatten', 'features', [graph.step('GlobalAveragePool', 'pooled', [value])]);
  const { shape, values } = weights.get('fc/weights');
  graph.step('Gemm', 'points', [
    pooled,
    graph.constant('fc', values, shape),
    graph.constant('fc bias', weights.get('fc/bias').values),
  ]);
  graph.output({ name: 'points', type: 'float32', dims: ['count', LANDMARKS_LENGTH] });
  return graph.build('landmarks');
}
