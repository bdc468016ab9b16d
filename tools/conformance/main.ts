/** `npm run conformance -- [--only node/test_conv] [--unit cpu] [--api node] [--inputs shipped] [--output outcomes.json] [--jobs 2]`: every ONNX backend test model, each in processes of its own. */
import { writeFile } from 'node:fs/promises';
import pMap from 'p-map';
import { fetchOnnxTestdata, ONNX_TESTDATA } from '../setup/onnx-testdata.ts';
import { describeOutcomes } from './describe.ts';
import { listModels } from './models.ts';
import { readOptions } from './options.ts';
import { runModel, type ModelOutcome } from './run-model.ts';

const options = readOptions(process.argv.slice(2));

const missing = await fetchOnnxTestdata();
if (missing !== null) {
  process.stderr.write(`${missing}\n`);
  process.exit(1);
}
const models = await listModels(ONNX_TESTDATA, options.only);
const tasks = models.flatMap((model) => options.inputs.map((mode) => ({ model, mode })));
let done = 0;
const outcomes: ModelOutcome[] = await pMap(
  tasks,
  async ({ model, mode }) => {
    const outcome = await runModel(model, mode, options.target);
    done += 1;
    showProgress(done, tasks.length);
    return outcome;
  },
  { concurrency: options.jobs },
);
if (options.output !== undefined) await writeFile(options.output, `${JSON.stringify(outcomes, null, 2)}\n`);
process.stdout.write(describeOutcomes(outcomes, options.target));

/** Every hundredth on a line of its own, so that a log shows it too. */
function showProgress(done: number, total: number): void {
  if (done % 100 === 0 || done === total) process.stderr.write(`${done} of ${total}\n`);
}
