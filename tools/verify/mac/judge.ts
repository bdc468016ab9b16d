/** What reports of CoreML's units say, beside what macOS itself says. Pure. */
import type { BenchmarkReport } from '@dumont/protocol';
import { fail, passIf, skipped, type Outcome } from '../check.ts';
import { time, whyItDidNotRun } from '../judge-report.ts';
import type { FootprintLook } from './footprint.ts';

export const TOLERANCE = { memoryMb: 8, memoryShare: 0.1, leakMb: 8 } as const;
/** What is first loaded has to be compiled for the device: it cannot be quicker than what is loaded again, but for noise. */
const QUICKER_BY_NOISE = 0.8;
const FEWEST_LOADS = 3;

/** The model lies where none lay before, so that no plan of CoreML's is there for it. */
export function judgeLoads({ load }: BenchmarkReport): Outcome {
  if (load === null) return fail('the report has no load');
  const [cold = NaN, ...warm] = load.samplesMs;
  const again = medianOf(warm);
  const seen = `first ${time(cold)}, then ${time(again)} (${warm.length} processes)`;
  return passIf(load.samplesMs.length >= FEWEST_LOADS && cold >= again * QUICKER_BY_NOISE, seen);
}

/** CoreML plans, and does not promise: on the CPU all is there; elsewhere there must be a plan, which may prefer the CPU. */
export function judgePlan({ engine: { computeUnit, placement } }: BenchmarkReport): Outcome {
  if (placement === null) return fail('the report has none');
  const nodes = Object.entries(placement.nodes).map(([unit, count]) => `${count} on ${unit}`);
  const rests = placement.restsOn === undefined ? '' : `, by ${placement.restsOn.join(' and ')}`;
  const seen = `${placement.verdict}: ${nodes.join(', ') || 'no operations'}${rests}`;
  const isPlanned = nodes.length > 0;
  return passIf(isPlanned && (computeUnit !== 'CPU (CoreML)' || placement.verdict === 'full'), seen);
}

/** What was planned for the unit must have been seen there. */
export function judgeEvidence({ engine, acceleratorEvidence }: BenchmarkReport): Outcome {
  if (acceleratorEvidence === null || acceleratorEvidence === undefined) return fail('the report has none');
  const { gpuTimeMs, neuralFootprintMb, elapsedMs } = acceleratorEvidence;
  const isNeural = engine.computeUnit === 'Neural Engine (CoreML)';
  const figure = isNeural ? neuralFootprintMb : gpuTimeMs;
  const short = isNeural ? 'ane' : 'coreml-gpu';
  const planned = engine.placement?.nodes[short] ?? 0;
  const seen =
    `GPU ${gpuTimeMs === null ? 'not told' : time(gpuTimeMs)} of ${time(elapsedMs)}, ` +
    `Neural Engine ${neuralFootprintMb === null ? 'not told' : `${neuralFootprintMb.toFixed(1)} MB`}; ${planned} operations planned there`;
  if (figure === null) return fail(seen);
  return passIf(figure > 0 || planned === 0, seen);
}

/** @param few runs of the same model @param many of them, likewise in a process of its own */
export function judgeLeak(few: BenchmarkReport, many: BenchmarkReport): Outcome {
  const why = whyItDidNotRun(few) ?? whyItDidNotRun(many);
  if (why !== null) return fail(why);
  const [before, after] = [inferenceOf(few), inferenceOf(many)];
  const more = after.runs - before.runs;
  if (more <= 0) return fail('the longer one did not run more often');
  const seen = `${before.peakMb.toFixed(1)} MB, after ${more} more runs ${after.peakMb.toFixed(1)} MB`;
  return passIf(after.peakMb - before.peakMb <= TOLERANCE.leakMb, seen);
}

/** What is missing is no number, and so within no limit. */
function inferenceOf({ memory, inference }: BenchmarkReport): {
  readonly peakMb: number;
  readonly runs: number;
} {
  return { peakMb: memory?.inference?.peakMb ?? NaN, runs: inference?.ms.n ?? 0 };
}

export function judgeSandbox({ error, ...report }: BenchmarkReport): Outcome {
  if (error?.code === 'SANDBOX_UNAVAILABLE') return skipped(error.message);
  const why = whyItDidNotRun({ error, ...report });
  if (why !== null) return fail(why);
  const { layers, missing } = report.sandbox;
  const seen = `${layers.join(', ')}${missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`}`;
  return passIf(layers.includes('seatbelt'), seen);
}

/** `footprint` looks now and then: its highest look may miss a peak, and ours may not lie below it. */
export function judgeMemory({ memory }: BenchmarkReport, looks: readonly FootprintLook[]): Outcome {
  if (memory === null) return fail('the report has none');
  if (looks.length === 0) return fail('footprint told nothing of the processes');
  if (memory.counts !== 'footprint') return fail('the report counts resident memory');
  const ours = Math.max(memory.load.peakMb, memory.inference?.peakMb ?? 0);
  const theirs = Math.max(...looks.map(({ largestMb }) => largestMb));
  const seen = `${ours.toFixed(1)} MB; footprint: ${theirs.toFixed(1)} MB in ${looks.length} looks`;
  return passIf(
    Math.abs(ours - theirs) <= Math.max(TOLERANCE.memoryMb, theirs * TOLERANCE.memoryShare),
    seen,
  );
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
