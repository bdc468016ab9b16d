/** Sizes that follow from the inputs' beside those that ONNX's own test models declare for their outputs. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readOnnxModel } from '../../packages/engines/src/onnx/model/read-model.ts';
import type { OnnxValue } from '../../packages/engines/src/onnx/model/onnx-model.ts';
import { inferShapes } from '../../packages/engines/src/inspect/shapes/infer-shapes.ts';
import { ONNX_TESTDATA } from '../../tools/setup/onnx-testdata.ts';
import { skipWithoutTestdata } from '../support/onnx-testdata.ts';

/** Of about 1,300 outputs; of the others the sizes depend on what the inputs hold. */
const FEWEST_KNOWN = 840;

function modelsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'model.onnx')
    .map((name) => path.join(folder, name));
}

function fixedShape({ container, shape }: OnnxValue): number[] | null {
  const sizes = shape?.filter((size) => typeof size === 'number') ?? [];
  return container === undefined && shape !== null && sizes.length === shape.length ? sizes : null;
}

await t.test('what is known is right', { skip: skipWithoutTestdata }, async (t) => {
  t.ok(existsSync(ONNX_TESTDATA));
  const wrong: string[] = [];
  let right = 0;
  for (const file of modelsBelow(ONNX_TESTDATA)) {
    const graph = readOnnxModel(file)?.graph;
    if (graph === undefined) {
      wrong.push(`${file} cannot be read`);
      continue;
    }
    const inputs = graph.inputs.map((value) => [value.name, fixedShape(value)] as const);
    const known = new Map(
      inputs.flatMap(([name, shape]) => (shape === null ? [] : [[name, shape] as const])),
    );
    // Not by what the model itself says.
    const silent = { ...graph, outputs: [], values: [] };
    const inferred = inferShapes(silent, { inputs: known, dimensions: new Map() });
    const found = new Map(
      inferred.flatMap(({ node, outputs }) => node.outputs.map((name, index) => [name, outputs[index]])),
    );
    for (const output of graph.outputs) {
      const [declared, shape] = [fixedShape(output), found.get(output.name)?.shape];
      if (declared === null || shape === undefined) continue;
      if (shape.join() === declared.join()) right += 1;
      else wrong.push(`${file}: ${output.name} is ${declared.join('x')}, not ${shape.join('x')}`);
    }
  }
  t.strictSame(wrong, []);
  t.ok(right >= FEWEST_KNOWN, `${right} outputs`);
});
