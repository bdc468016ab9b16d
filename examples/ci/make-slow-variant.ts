/**
 * Makes a variant of a model that computes the same and takes several times as long: `node make-slow-variant.ts model.onnx slow.onnx`.
 *
 * Serialised protocol buffers that are put together are merged: repeated fields, such as a graph's nodes and outputs, are joined. So a file with
 * nothing but further nodes, appended to the model, adds those nodes to its graph: here attention of the image with itself, many times over.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { encodeModel, type NodeSpec } from '@dumont/engines/testing';

const ROUNDS = 150;
/** Of the model that is appended to: the text direction model of PP-OCR. */
const INPUT = 'x';
const OPSET = 9;

const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  throw new Error('usage: make-slow-variant.ts <model.onnx> <slow.onnx>');
}

const nodes = Array.from({ length: ROUNDS }, (_, round): NodeSpec[] => {
  const image = round === 0 ? INPUT : `slow_image_${round}`;
  const [turned, scores, weights] = ['turned', 'scores', 'weights'].map((name) => `slow_${name}_${round}`);
  if (turned === undefined || scores === undefined || weights === undefined) return [];
  return [
    { opType: 'Transpose', inputs: [image], outputs: [turned], attributes: { perm: { ints: [0, 1, 3, 2] } } },
    { opType: 'MatMul', inputs: [image, turned], outputs: [scores] },
    { opType: 'Tanh', inputs: [scores], outputs: [weights] },
    { opType: 'MatMul', inputs: [weights, image], outputs: [`slow_image_${round + 1}`] },
  ];
}).flat();

const addition = encodeModel({
  opsets: { '': OPSET },
  nodes,
  outputs: [{ name: `slow_image_${ROUNDS}`, elementType: 'float32' }],
});
writeFileSync(target, Buffer.concat([readFileSync(source), addition]));
