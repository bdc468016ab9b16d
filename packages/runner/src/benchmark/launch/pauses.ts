/** What stopped the measured process and was no work of the model's: collections of its own heap. Pure. */
import { warning, type BenchmarkReport, type Warning } from '@dumont/protocol';
import type { TaskOutcome } from './task-outcome.ts';

const PHASES = { load: 'load', inference: 'measure' } as const;

/** Above this share of the phase's time, collections are told of. */
const GC_PERCENT = 1;

export function pausesOf(measured: TaskOutcome): Required<Pick<BenchmarkReport, 'gc'>> {
  const load = measured.phases.get(PHASES.load);
  const inference = measured.phases.get(PHASES.inference);
  if (load === undefined || inference === undefined) return { gc: null };
  return { gc: { ...inference.gc, load: load.gc } };
}

export function pauseWarnings(measured: TaskOutcome): Warning[] {
  return (['load', 'inference'] as const).flatMap((phase) => {
    const record = measured.phases.get(PHASES[phase]);
    if (record === undefined) return [];
    const percent = (record.gc.ms / record.wallMs) * 100;
    return percent > GC_PERCENT ? [warning('GC_IN_PHASE', { phase, ...record.gc, percent })] : [];
  });
}
