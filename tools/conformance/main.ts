/** `npm run conformance [-- --only node/test_conv --output outcomes.json --jobs 2]`: every ONNX backend test model, each in processes of its own. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import pMap from 'p-map';
import { fetchOnnxTestdata, ONNX_TESTDATA } from '../setup/onnx-testdata.ts';
import { describeOutcomes } from './describe.ts';
import { listModels } from './models.ts';
import { MODES, runModel, type ModelOutcome } from './run-model.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    output: { type: 'string' },
    jobs: { type: 'string', default: '2' },
  },
});

const missing = await fetchOnnxTestdata();
if (missing !== null) {
  process.stderr.write(`${missing}\n`);
  process.exit(1);
}
const models = await listModels(ONNX_TESTDATA, values.only);
const tasks = models.flatMap((model) => MODES.map((mode) => ({ model, mode })));
let done = 0;
const outcomes: ModelOutcome[] = await pMap(
  tasks,
  async ({ model, mode }) => {
    const outcome = await runModel(model, mode);
    done += 1;
    showProgress(done, tasks.length);
    return outcome;
  },
  { concurrency: Number(values.jobs) },
);
if (values.output !== undefined) await writeFile(values.output, `${JSON.stringify(outcomes, null, 2)}\n`);
process.stdout.write(describeOutcomes(outcomes));

/** Every hundredth on a line of its own, so that a log shows it too. */
function showProgress(done: number, total: number): void {
  if (done % 100 === 0 || done === total) process.stderr.write(`${done} of ${total}\n`);
}
