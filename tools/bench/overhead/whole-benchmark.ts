/** Where the wall time of a whole default benchmark goes: what was measured, and what the harness added around it. */
import { launchBenchmark, type BenchmarkRequest } from '@dumont/runner';

export interface WholeBenchmark {
  readonly wallMs: number;
  /** The parts that a benchmark cannot do without. */
  readonly parts: Readonly<Record<'processStarts' | 'loads' | 'firstRun' | 'warmup' | 'runs', number>>;
  readonly partsMs: number;
  /** Wall time less the parts: hand-shakes, exits, checksum, device, environment, harness floor. */
  readonly harnessMs: number;
  /** Of that: until the first process, from the start of the floor's to the end, and the rest. */
  readonly harness: Readonly<Record<'before' | 'floor' | 'between', number>>;
  readonly memory: Readonly<Record<'kernelPeakMb' | 'sampledPeakMb', number | null>>;
}

export async function measureWholeBenchmark(request: BenchmarkRequest): Promise<WholeBenchmark> {
  const startMs = performance.now();
  const starts: number[] = [];
  const report = await launchBenchmark(request, {
    onEvent: (event) => {
      if (event.type === 'process') starts.push(performance.now() - startMs);
    },
  });
  const wallMs = performance.now() - startMs;
  const { load, inference } = report;
  const peak = report.memory?.inference ?? null;
  if (load === null || inference === null || peak === null) {
    throw new Error(`the benchmark failed: ${report.error?.message ?? 'no reason given'}`);
  }
  const parts = {
    processStarts: load.processStartMs * request.loads,
    loads: sum(load.samplesMs),
    firstRun: inference.firstMs,
    warmup: Math.max(request.warmup.ms, request.warmup.runs * inference.ms.median),
    runs: sum(inference.samplesMs),
  };
  return {
    ...breakDown(wallMs, parts, starts),
    memory: { kernelPeakMb: peak.peakMb, sampledPeakMb: peak.sampledPeakMb },
  };
}

/** @param starts when each process was started: those of the loads, then the floor's */
function breakDown(wallMs: number, parts: WholeBenchmark['parts'], starts: readonly number[]) {
  const partsMs = sum(Object.values(parts));
  const harnessMs = wallMs - partsMs;
  const [before = 0] = starts;
  const floor = wallMs - (starts.at(-1) ?? wallMs);
  return {
    wallMs,
    parts,
    partsMs,
    harnessMs,
    harness: { before, floor, between: harnessMs - before - floor },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
