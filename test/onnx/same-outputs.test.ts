/** ONNX Runtime gives the same outputs, bit for bit, by its C API and through onnxruntime-node: each in a process of its own. */
import { globSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ONNX_TESTDATA } from '../../tools/setup/onnx-testdata.ts';
import { skipWithoutTestdata } from '../support/onnx-testdata.ts';
import { CLASSIFIER, outcomesOf, type Outcome } from './support/outcomes.ts';

/** Outputs are random numbers; the second kind ends the process of onnxruntime-node. */
const LEFT_OUT = /test_(bernoulli|training_dropout|dropout|random|if_opt)/;

/** @returns the models that give something else, and how many give the same */
async function compare(files: readonly string[]): Promise<{ others: string[]; same: number }> {
  const [native, node] = await Promise.all([outcomesOf('native', files), outcomesOf('node', files)]);
  // What only one of them can run is not compared: onnxruntime-node knows fewer types.
  const both = files.filter((file) => native.get(file)?.outputs && node.get(file)?.outputs);
  const others = both.filter((file) => !givesAll(native.get(file), node.get(file)));
  return { others, same: both.length - others.length };
}

/** onnxruntime-node leaves out what is no tensor. */
function givesAll(native: Outcome | undefined, node: Outcome | undefined): boolean {
  return Object.entries(node?.outputs ?? {}).every(([name, hash]) => native?.outputs?.[name] === hash);
}

await t.test("models of npm's", async (t) => {
  t.strictSame(await compare([CLASSIFIER]), { others: [], same: 1 });
});

await t.test("ONNX's own test models", { skip: skipWithoutTestdata }, async (t) => {
  const files = globSync('node/*/model.onnx', { cwd: ONNX_TESTDATA })
    .filter((file) => !LEFT_OUT.test(file))
    .map((file) => path.join(ONNX_TESTDATA, file));
  const { others, same } = await compare(files);
  t.strictSame(others, []);
  t.ok(same > files.length / 2, `${same} of ${files.length} are the same`);
});
