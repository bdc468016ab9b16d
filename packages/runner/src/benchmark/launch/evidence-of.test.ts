import t from 'tap';
import { evidenceOf } from './evidence-of.ts';
import { emptyOutcome, type PhaseRecord, type TaskOutcome } from './task-outcome.ts';

function measured(evidence: PhaseRecord['evidence'], neuralPeakBytes: number | null): TaskOutcome {
  const record = { evidence, memory: { neuralPeakBytes } } as unknown as PhaseRecord;
  return { ...emptyOutcome(), phases: new Map([['measure', record]]) };
}

await t.test('of the phase of the measured runs', async (t) => {
  t.strictSame(evidenceOf(measured({ elapsedMs: 5000, gpuMs: 0, cpuMs: 120 }, 40 * 2 ** 20)), {
    elapsedMs: 5000,
    gpuTimeMs: 0,
    neuralFootprintMb: 40,
    cpuTimeMs: 120,
  });
  t.match(evidenceOf(measured({ elapsedMs: 1, gpuMs: null, cpuMs: null }, null)), {
    gpuTimeMs: null,
    neuralFootprintMb: null,
    cpuTimeMs: null,
  });
  t.equal(evidenceOf(measured(null, 7)), null);
  t.equal(evidenceOf(emptyOutcome()), null);
});
