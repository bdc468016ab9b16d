/** `npm run bench:sandbox [-- --json]`: what the sandbox costs. With it and without it by turns, in one run; nothing is asserted. */
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { comparePaired } from '@dumont/protocol';
import {
  DEFAULT_REQUEST,
  launchBenchmark,
  type BenchmarkRequest,
  type SandboxSettings,
} from '@dumont/runner';
import { benchRequest } from '../request.ts';
import { ensureBubblewrap } from '../../setup/bubblewrap.ts';
import { measureSpawn } from './measure-spawn.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '12' } },
});
const ROUNDS = Number(values.rounds);
const SCRATCH_BYTES = 2 ** 29;
const MODES = ['off', 'strict'] as const;

type Figures = Record<'medianMs' | 'peakMb' | 'baselineMb' | 'loadMs', number>;

const missing = await ensureBubblewrap();
if (missing !== null) throw new Error(`there is no sandbox to measure: ${missing}`);
const spawned = await measureSpawn(ROUNDS * 4);
const figures: Record<(typeof MODES)[number], Figures[]> = { off: [], strict: [] };
for (let round = 0; round < ROUNDS; round++) {
  // Who goes first alternates, so that neither always finds the machine as the other left it.
  for (const mode of round % 2 === 0 ? MODES : MODES.toReversed()) figures[mode].push(await measure(mode));
}
const fields = ['medianMs', 'loadMs', 'baselineMb', 'peakMb'] as const;
const results = {
  rounds: ROUNDS,
  spawnMs: spawned,
  ...Object.fromEntries(fields.map((field) => [field, compare(field)])),
};
process.stdout.write(values.json ? `${JSON.stringify(results, null, 2)}\n` : describe());

async function measure(mode: SandboxSettings['mode']): Promise<Figures> {
  const report = await launchBenchmark(request(mode));
  const { inference, memory, load } = report;
  const peak = memory?.inference ?? null;
  if (inference === null || memory === null || peak === null || load === null) {
    throw new Error(`the benchmark failed: ${report.error?.message ?? 'no reason given'}`);
  }
  return {
    medianMs: inference.ms.median,
    peakMb: peak.peakMb,
    baselineMb: memory.baselineMb,
    loadMs: load.ms.median,
  };
}

/** The change from one process to its neighbour, and where it lies with 95 % confidence. */
function compare(field: keyof Figures) {
  const off = figures.off.map((figure) => figure[field]);
  const strict = figures.strict.map((figure) => figure[field]);
  const pairs = off.map((baseline, round) => ({ baseline, candidate: strict[round] ?? NaN }));
  const { change, changeCi95 } = comparePaired(pairs, 0);
  return { off: median(off), strict: median(strict), change, changeCi95 };
}

function describe(): string {
  const row = (name: string, field: keyof Figures, unit: string): string => {
    const { off, strict, change, changeCi95 } = compare(field);
    const [low, high] = changeCi95 ?? [NaN, NaN];
    const values = `${off.toFixed(2).padStart(10)}${strict.toFixed(2).padStart(10)} ${unit}`;
    return `  ${name.padEnd(28)}${values}   ${percent(change)} (${percent(low)} … ${percent(high)})`;
  };
  const { offMs, sandboxMs, addedMs, leastAddedMs } = spawned;
  return `${ROUNDS} rounds with and without the sandbox by turns (medians; change with its 95 % confidence interval)

                                     off    strict
  spawn until Node runs       ${offMs.toFixed(2).padStart(10)}${sandboxMs.toFixed(2).padStart(10)} ms   +${addedMs.toFixed(2)} ms   (wanted: at most 10 ms; quickest: +${leastAddedMs.toFixed(2)} ms)
${row('median latency', 'medianMs', 'ms')}   (wanted: at most 2 %)
${row('median load', 'loadMs', 'ms')}
${row('baseline memory', 'baselineMb', 'MB')}
${row('peak memory of inference', 'peakMb', 'MB')}   (wanted: within 2 %)
`;
}

function percent(change: number): string {
  return `${change >= 0 ? '+' : ''}${(change * 100).toFixed(2)} %`;
}

function request(mode: SandboxSettings['mode']): BenchmarkRequest {
  return {
    ...benchRequest(),
    loads: 1,
    stop: { ...DEFAULT_REQUEST.stop, runs: 100 },
    session: { ...DEFAULT_REQUEST.session, intraOpThreads: 1, interOpThreads: 1 },
    measureFloor: false,
    memoryLimitBytes: 4 * 2 ** 30,
    sandbox: { mode, scratchBytes: SCRATCH_BYTES },
  };
}
