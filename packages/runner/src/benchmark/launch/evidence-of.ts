/** What of a report shows which unit computed. Pure. */
import type { AcceleratorEvidence } from '@dumont/protocol';
import { neuralPeakMb } from './memory-of.ts';
import type { TaskOutcome } from './task-outcome.ts';

/** @returns null where nothing of it was read */
export function evidenceOf(measured: TaskOutcome): AcceleratorEvidence | null {
  const evidence = measured.phases.get('measure')?.evidence ?? null;
  if (evidence === null) return null;
  return {
    elapsedMs: evidence.elapsedMs,
    gpuTimeMs: evidence.gpuMs,
    neuralFootprintMb: neuralPeakMb(measured, ['measure']),
    cpuTimeMs: evidence.cpuMs,
  };
}
