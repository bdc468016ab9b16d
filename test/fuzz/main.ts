/** `npm run fuzz -- --count 2000 [--seed 1]`: damaged real models through the runner. Exit code 0 only if each ends in a report as it should. */
import { parseArgs } from 'node:util';
import { runFuzz, type FuzzCase } from './run-fuzz.ts';
import { ensureBubblewrap } from '../../tools/setup/bubblewrap.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '2' },
  },
});
const missing = await ensureBubblewrap();
if (missing !== null) process.stderr.write(`Without a sandbox: ${missing}.\n`);
const count = Number(values.count);
const outcomes = new Map<string, number>();
let done = 0;
let bugs = 0;
const left = await runFuzz({
  seed: Number(values.seed),
  count,
  concurrency: Number(values.concurrency),
  onCase: take,
});
process.stdout.write(`\n${count} damaged models, each with a report:\n`);
for (const [outcome, times] of [...outcomes].toSorted(([, first], [, second]) => second - first)) {
  process.stdout.write(`  ${outcome.padEnd(24)}${String(times).padStart(6)}\n`);
}
process.stdout.write(`${left.length} temporary folders left behind; ${bugs} reports of a bug in Dumont.\n`);
process.exitCode = left.length === 0 && bugs === 0 ? 0 : 1;

function take({ seed, model, mutation, report }: FuzzCase): void {
  const outcome = report.error?.code ?? 'it ran';
  done += 1;
  if (done % 100 === 0) process.stderr.write(`${done} of ${count}\n`);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (outcome !== 'INTERNAL' && outcome !== 'SANDBOX_UNAVAILABLE') return;
  bugs += 1;
  process.stdout.write(`seed ${seed} (${model}, ${mutation}): ${outcome}: ${report.error?.message ?? ''}\n`);
}
