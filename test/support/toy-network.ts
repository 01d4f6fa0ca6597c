import { mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GraphBuilder } from '../../scripts/onnx/graph-builder';
import { encodeModel } from '../../scripts/onnx/model-file';
import { WEIGHTS_FOLDER } from '../../src/engine/weights';

const SIZE = 112;
const SIDE = 8;
const PATCH = SIZE / SIDE;

/** The JSON of a toy network: it makes 64 numbers of a chip of 112 pixels, which takes its colors one by one. */
export const TOY = {
  id: 'toy',
  name: 'Toy network',
  license: 'none',
  file: 'toy.onnx',
  alignment: 'dlib',
  chip: { size: SIZE, padding: 0.2 },
  length: SIDE * SIDE,
  input: { layout: 'NCHW', colors: 'BGR', mean: [127.5, 127.5, 127.5], scale: 1 / 127.5 },
  normalize: true,
  distances: { evenOdds: 0.6, sure: 0.3, maybe: 0.4, margin: 0.05 },
};

/** A network that reduces a chip to the brightness of 8 × 8 patches: enough to know the same picture again, and no more. */
function toyGraph(): Uint8Array {
  const graph = new GraphBuilder();
  const chip = graph.input({ name: 'chip', type: 'float32', dims: [1, 3, SIZE, SIZE] });
  const weights = graph.constant('weights', new Float32Array(3 * PATCH * PATCH).fill(1 / (3 * PATCH * PATCH)), [
    ...[1, 3, PATCH, PATCH],
  ]);
  const patches = graph.step('Conv', 'patches', [chip, weights], {
    kernel_shape: [PATCH, PATCH],
    strides: [PATCH, PATCH],
  });
  graph.step('Reshape', 'numbers', [patches, graph.integers(1, SIDE * SIDE)]);
  graph.output({ name: 'numbers', type: 'float32', dims: [1, SIDE * SIDE] });
  return encodeModel(graph.build('toy'));
}

/** Makes a weights' folder with the app's networks and files of an operator. @param files JSON or text by the files' names */
export function weightsWith(files: Record<string, unknown> = { 'toy.network.json': TOY }, withGraph = true): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'weights-'));
  for (const file of readdirSync(WEIGHTS_FOLDER)) symlinkSync(path.join(WEIGHTS_FOLDER, file), path.join(folder, file));
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  if (withGraph) writeFileSync(path.join(folder, TOY.file), toyGraph());
  return folder;
}
