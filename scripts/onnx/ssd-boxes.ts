import { elementAt } from '../../src/engine/element-at';
import type { Weights } from './face-api-weights';
import { type Filters, fourOf, scaleOutputs } from './filters';
import type { GraphBuilder } from './graph-builder';

/**
 * Numbers that the network predicts for each anchor: the center (y, x) and the size (height, width) of a box, and its
 * score as a face.
 */
const PREDICTIONS = 5;
const CLASSES = 3;
const FACE = 1;
// The units of the predicted center and size (outputLayer.ts).
const UNITS = [1 / 10, 1 / 10, 1 / 5, 1 / 5];

const columns = (from: ArrayLike<number>, row: number, width: number) =>
  Array.from({ length: width }, (_, i) => elementAt(from, row * width + i));

/**
 * Reads the two predictors of a feature map as one: for each anchor its four encodings, then its score as a face. It
 * skips the other two classes, which face-api.js computes and drops.
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
        elementAt(scores, anchor * CLASSES + FACE),
      ]).flat(),
    );
  const [height, width, inputs] = fourOf(classes.weight.shape);
  return {
    weight: {
      shape: [height, width, inputs, anchors * PREDICTIONS],
      values: merge(encodings.weight.values, classes.weight.values),
    },
    bias: merge(encodings.bias, classes.bias),
  };
}

/** Adds the predictions of one feature map: one row for each anchor, in the order of the anchors, place by place. */
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
    const values = Array.from({ length: count }, (_, i) => one(...fourOf([...anchors.subarray(4 * i, 4 * i + 4)])));
    return graph.constant(name, Float32Array.from(values.flat()), [count, 2]);
  };
  const sizes = perAnchor('anchor sizes', (top, left, bottom, right) => [bottom - top, right - left]);
  const halves = perAnchor('anchor halves', (top, left, bottom, right) => [(bottom - top) / 2, (right - left) / 2]);
  const centers = perAnchor('anchor centres', (top, left, bottom, right) => [(top + bottom) / 2, (left + right) / 2]);

  const [shift, growth, face] = graph.split('predicted', predictions, 1, [2, 2, 1]);
  const center = graph.add('centre', graph.step('Mul', 'shift', [shift, sizes]), centers);
  const half = graph.step('Mul', 'half', [graph.step('Exp', 'growth', [growth]), halves]);
  graph.step('Concat', 'boxes', [graph.step('Sub', 'start', [center, half]), graph.add('end', center, half)], {
    axis: 1,
  });
  graph.step('Sigmoid', 'scores', [graph.step('Reshape', 'face', [face, graph.integers(-1)])]);
  graph.output({ name: 'boxes', type: 'float32', dims: [count, 4] });
  graph.output({ name: 'scores', type: 'float32', dims: [count] });
}
