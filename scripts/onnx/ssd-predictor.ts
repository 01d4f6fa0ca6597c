import { elementAt } from '../../src/engine/element-at';
import type { Weights } from './face-api-weights';
import { type Filters, fourOf, scaleOutputs } from './filters';
import type { GraphBuilder } from './graph-builder';

/**
 * Numbers that the network predicts for each anchor: the center (y, x) and the size (height, width) of a box, and its
 * score as a face.
 */
export const PREDICTIONS = 5;
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
