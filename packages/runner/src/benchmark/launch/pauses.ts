/** What stopped the measured process and was no work of the model's: collections of its own heap, and a spent CPU quota. Pure. */
import { warning, type BenchmarkReport, type Warning } from '@dumont/protocol';
import type { PhaseRecord, TaskOutcome } from './task-outcome.ts';

const PHASES = { load: 'load', inference: 'measure' } as const;
type ReportPhase = keyof typeof PHASES;

/** Above this share of the phase's time, collections are told of. */
const GC_PERCENT = 1;

export function pausesOf(measured: TaskOutcome): Required<Pick<BenchmarkReport, 'gc' | 'cgroup'>> {
  const load = measured.phases.get(PHASES.load);
  const inference = measured.phases.get(PHASES.inference);
  if (load === undefined || inference === undefined) return { gc: null, cgroup: null };
  const { throttling } = inference;
  return {
    gc: { ...inference.gc, load: load.gc },
    cgroup: throttling === null || load.throttling === null ? null : { ...throttling, load: load.throttling },
  };
}

export function pauseWarnings(measured: TaskOutcome): Warning[] {
  return (['load', 'inference'] as const).flatMap((phase) => {
    const record = measured.phases.get(PHASES[phase]);
    return record === undefined ? [] : [...gcWarnings(phase, record), ...quotaWarnings(phase, record)];
  });
}

function gcWarnings(phase: ReportPhase, { gc, wallMs }: PhaseRecord): Warning[] {
  const percent = (gc.ms / wallMs) * 100;
  return percent > GC_PERCENT ? [warning('GC_IN_PHASE', { phase, ...gc, percent })] : [];
}

function quotaWarnings(phase: ReportPhase, { throttling }: PhaseRecord): Warning[] {
  if (throttling === null || throttling.throttledPeriods === 0) return [];
  return [warning('CPU_QUOTA_THROTTLED', { phase, ...throttling })];
}
