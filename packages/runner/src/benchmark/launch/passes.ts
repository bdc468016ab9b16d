/** Which passes a benchmark takes beside the timed ones. Pure. */
import { manifestOf } from '@dumont/engines/manifests';
import {
  BYTES_PER_MB,
  cpuUnitBeside,
  isAccelerator,
  type NullModel,
  type RunnerTask,
  type TaskOf,
} from '@dumont/protocol';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { DEFAULT_REQUEST } from './default-request.ts';

/** Thousands of runs of a few microseconds; a run whatever it takes. */
const FLOOR_MS = 100;
const FLOOR_WARMUP = { runs: 1, ms: 50 };
/** An input or output beyond this is measured as one of this size: then the floor is too low rather than long in coming. */
const LARGEST_FLOOR_BYTES = 64 * BYTES_PER_MB;

/** A pass beside the timed ones is asked for. */
export function isProfiled({ profile, placement }: Pick<BenchmarkRequest, 'profile' | 'placement'>): boolean {
  return profile || placement !== 'off';
}

/** What the outputs of another unit can be compared with: the same engine on the CPU. */
export function hasCpuBeside({ computeUnit, engine }: BenchmarkRequest): boolean {
  return (
    isAccelerator(computeUnit) && manifestOf(engine)?.units.includes(cpuUnitBeside(computeUnit)) === true
  );
}

/** A null model with inputs and outputs as large through the same code on the same host: what the harness and a call themselves take. */
export function floorTask(
  { engine, options }: Pick<TaskOf<'load'>, 'engine' | 'options'>,
  { inputBytes, outputBytes }: NullModel,
): RunnerTask {
  return {
    kind: 'measure',
    engine,
    model: {
      inputBytes: Math.min(inputBytes, LARGEST_FLOOR_BYTES),
      outputBytes: Math.min(outputBytes, LARGEST_FLOOR_BYTES),
    },
    options,
    inputs: DEFAULT_REQUEST.inputs,
    warmup: FLOOR_WARMUP,
    stop: { runs: 1, durationMs: FLOOR_MS, untilStable: false },
    expect: null,
  };
}
