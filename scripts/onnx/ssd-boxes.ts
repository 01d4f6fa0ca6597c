import type { Weights } from './face-api-weights';
import { type Filters, scaleOutputs } from './filters';
import type { GraphBuilder } from './graph-builder';

/** What the network says of one anchor: where a box's centre (y, x) and size (height, width) lie, and whether it is a face. */
const PREDICTIONS = 5;
const CLASSES = 3;
const FACE = 1;
// The units in which the network gives a centre and a size (outputLayer.ts).
const UNITS = [1 / 10, 1 / 10, 1 / 5, 1 / 5];

const columns = (from: ArrayLike<number>, row: number, width: number) =>
  Array.from({ length: width }, (_, i) => from[row * width + i]);

/**
 * The two predictors of a feature map as one: each anchor's four encodings, then its score as a face. The other two classes,
 * which face-api.js computes and drops, are left out.
 */
function readPredictor(weights: Weights, index: number): Filters {
  const read = (predictor: string) => {
    const name = `Prediction/BoxPredictor_${index}/${predictor}`;
    return { weight: weights.get(`${name}/weights`), bias: weights.get(`${name}/biases`).values };
  };
  const classes = read('ClassPredictor');
  const anchors = classes.bias.length / CLASSES;
  const units = Array.from({ length: anchors }, () => UNITS).flat();
  const encodings = scaleOutputs(read('BoxEncodingPredictor'), units, new Float32Array(units.length));

  const merge = (boxes: Float32Array, scores: Float32Array): Float32Array =>
    Float32Array.from(
      Array.from({ length: boxes.length / UNITS.length }, (_, anchor) => [
        ...columns(boxes, anchor, UNITS.length),
        scores[anchor * CLASSES + FACE],
      ]).flat(),
    );
  const [height, width, inputs] = classes.weight.shape;
  return {
    weight: {
      shape: [height, width, inputs, anchors * PREDICTIONS],
      values: merge(encodings.weight.values, classes.weight.values),
    },
    bias: merge(encodings.bias, classes.bias),
  };
}

/** The predictions of one feature map, one anchor per row, in the anchors' order: place by place. */
export function predict(graph: GraphBuilder, weights: Weights, map: string, index: number): string {
  const found = graph.conv(`Prediction/BoxPredictor_${index}`, map, readPredictor(weights, index));
  const byPlace = graph.step('Transpose', `${found} by place`, [found], { perm: [0, 2, 3, 1] });
  return graph.step('Reshape', `${found} by anchor`, [byPlace, graph.integers(-1, PREDICTIONS)]);
}

/** Turns predictions into boxes around the anchors (top, left, bottom, right), as outputLayer.ts does. */
export function decodeBoxes(graph: GraphBuilder, anchors: Float32Array, predictions: string): void {
  const count = anchors.length / 4;
  const perAnchor = (
    name: string,
    one: (top: number, left: number, bottom: number, right: number) => [number, number],
  ) => {
    const values = Array.from({ length: count }, (_, i) =>
      one(anchors[4 * i], anchors[4 * i + 1], anchors[4 * i + 2], anchors[4 * i + 3]),
    );
    return graph.constant(name, Float32Array.from(values.flat()), [count, 2]);
  };
  const sizes = perAnchor('anchor sizes', (top, left, bottom, right) => [bottom - top, right - left]);
  const halves = perAnchor('anchor halves', (top, left, bottom, right) => [(bottom - top) / 2, (right - left) / 2]);
  const centres = perAnchor('anchor centres', (top, left, bottom, right) => [(top + bottom) / 2, (left + right) / 2]);

  const [shift, growth, face] = graph.split('predicted', predictions, 1, [2, 2, 1]);
  const centre = graph.add('centre', graph.step('Mul', 'shift', [shift, sizes]), centres);
  const half = graph.step('Mul', 'half', [graph.step('Exp', 'growth', [growth]), halves]);
  graph.step('Concat', 'boxes', [graph.step('Sub', 'start', [centre, half]), graph.add('end', centre, half)], {
    axis: 1,
  });
  graph.step('Sigmoid', 'scores', [graph.step('Reshape', 'face', [face, graph.integers(-1)])]);
  graph.output({ name: 'boxes', type: 'float32', dims: [count, 4] });
  graph.output({ name: 'scores', type: 'float32', dims: [count] });
}
