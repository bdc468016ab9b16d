/** `npm run soak`: one supervisor and many jobs, after which it must hold no more than before. docs/reliability.md */
import { EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { encodeTinyModel } from '../../../tools/models/tiny-model.ts';
import { COLLECTED } from '../fleet/worker-settings.ts';
import { Fleet } from '../fleet/fleet.ts';
import { takeSample, type Sample } from './sample.ts';
import { trendOf, type Trend } from './trend.ts';

const SAMPLES = 40;
const BATCH = 20;
/** With fewer, code is still being compiled and caches are still being filled in the second half. */
const FEWEST = 1000;
const REAL_EVERY = 100;
/** What may be added in a thousand jobs: more, for sure, is a leak. */
const ALLOWED = {
  heapMb: 1,
  residentMb: 8,
  descriptors: 1,
  children: 0.5,
  temporaryFiles: 0.5,
  keys: 0.5,
} as const;
type Measure = keyof typeof ALLOWED;
const MEASURES = Object.keys(ALLOWED) as Measure[];

const { values } = parseArgs({
  options: { jobs: { type: 'string', default: '2000' }, json: { type: 'boolean', default: false } },
});
const jobs = Number(values.jobs);
if (!Number.isSafeInteger(jobs) || jobs < FEWEST) throw new RangeError(`--jobs: ${FEWEST} or more`);

const samples = await soak();
const trends = Object.fromEntries(
  MEASURES.map((measure) => [measure, trendOf(settled(samples, measure))]),
) as Record<Measure, Trend>;
const grown = MEASURES.filter((measure) => trends[measure].atLeastPer1000Jobs > ALLOWED[measure]);
process.stdout.write(
  values.json ? `${JSON.stringify({ jobs, trends, grown, samples }, null, 2)}\n` : describe(),
);
process.exitCode = grown.length === 0 ? 0 : 1;

async function soak(): Promise<Sample[]> {
  const settings = { leaseMs: 30_000, downloadMs: 1, runMs: 1 };
  const fleet = await Fleet.open((folder) => ({
    ...settings,
    real: { model: path.join(folder, 'add.onnx'), every: REAL_EVERY },
  }));
  try {
    await writeFile(path.join(fleet.folder, 'add.onnx'), encodeTinyModel());
    const collected = new EventEmitter<{ heap: [number] }>();
    const worker = fleet.start('soaked', ({ msg, heapBytes = 0 }) => {
      if (msg === COLLECTED) collected.emit('heap', heapBytes);
    });
    const taken: Sample[] = [];
    for (let done = 0; done < jobs;) {
      const batch = Math.min(BATCH, jobs - done);
      const job = { computeUnit: 'CPU (ONNX)', runs: 3 };
      await fleet.orchestrator.postCampaign({
        modelUrl: 'http://127.0.0.1/add.onnx',
        jobs: Array.from({ length: batch }, () => job),
      });
      done += batch;
      await fleet.orchestrator.waitForResults(done);
      if (done >= ((taken.length + 1) * jobs) / SAMPLES) {
        // The last job's cleaning up follows its result.
        await delay(200);
        const heap = once(collected, 'heap');
        worker.signal('SIGUSR2');
        const heapMb = z.tuple([z.number()]).parse(await heap)[0] / 2 ** 20;
        const keys = (await fleet.client.keys('dumont:*')).length;
        taken.push(await takeSample(worker.pid, { jobs: done, keys, heapMb }, fleet.temporary));
        process.stderr.write(`${JSON.stringify(taken.at(-1))}\n`);
      }
    }
    worker.signal('SIGTERM');
    await worker.ended;
    return taken;
  } finally {
    await fleet.close();
  }
}

/** Without the first half: code is compiled and caches are filled in it. */
function settled(all: readonly Sample[], measure: Measure): [number, number][] {
  return all.slice(all.length / 2).flatMap((sample): [number, number][] => {
    const value = sample[measure];
    return value === null ? [] : [[sample.jobs, value]];
  });
}

function describe(): string {
  const rows = MEASURES.map((measure) => {
    const { first, last, per1000Jobs, atLeastPer1000Jobs } = trends[measure];
    const figures = [
      first.toFixed(1),
      last.toFixed(1),
      per1000Jobs.toFixed(2),
      atLeastPer1000Jobs.toFixed(2),
    ];
    const cells = [...figures, String(ALLOWED[measure])];
    return `${measure.padEnd(16)}${cells.map((cell) => cell.padStart(12)).join('')}`;
  });
  const head = ['at half', 'at the end', 'per 1000', 'at least', 'allowed']
    .map((cell) => cell.padStart(12))
    .join('');
  const verdict = grown.length === 0 ? 'Nothing grows.' : `FAILED: ${grown.join(', ')} grows.`;
  return `${jobs} jobs, one in ${REAL_EVERY} really run\n${' '.repeat(16)}${head}\n${rows.join('\n')}\n${verdict}\n`;
}
