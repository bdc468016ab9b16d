/** Memory as a report says it, from the readings of the phases. Pure. */
import { bytesToMb, type BenchmarkReport, type Phase } from '@dumont/protocol';
import type { PhaseRecord, TaskOutcome } from './task-outcome.ts';

type MemoryReading = PhaseRecord['memory'];
type Memory = NonNullable<BenchmarkReport['memory']>;
type Peaks = Pick<MemoryReading, 'startBytes' | 'peakBytes' | 'sampledPeakBytes'>;

const INFERENCE_PHASES: readonly Phase[] = ['first', 'measure'];

/** What the peaks of all phases are, the same for each of them: else what a phase takes could not be told from another's. */
interface Basis extends Pick<Memory, 'method'> {
  readonly peakOf: NonNullable<Memory['peakOf']>;
  readonly peaks: (reading: MemoryReading) => Peaks;
}

export function memoryOf(measured: TaskOutcome): Memory | null {
  const load = measured.phases.get('load')?.memory;
  if (load === undefined) return null;
  const { method, peakOf, peaks } = basisOf(measured);
  // Nothing of the model is there yet when the load begins.
  const baselineBytes = peaks(load).startBytes;
  const describe = (
    { peakBytes, sampledPeakBytes }: Omit<Peaks, 'startBytes'>,
    phases: readonly Phase[],
  ) => ({
    peakMb: bytesToMb(peakBytes),
    sampledPeakMb: sampledPeakBytes === null ? null : bytesToMb(sampledPeakBytes),
    deltaMb: bytesToMb(peakBytes - baselineBytes),
    neuralPeakMb: neuralPeakMb(measured, phases),
  });
  return {
    method,
    counts: load.counts,
    peakOf,
    sampleIntervalMs: load.intervalMs,
    baselineMb: bytesToMb(baselineBytes),
    ...residentOf(measured.phases.get('measure')?.memory),
    load: { ...describe(peaks(load), ['load']), ...residentOf(load) },
    inference: measured.samplesMs.length === 0 ? null : describe(inferencePeaks(measured), INFERENCE_PHASES),
  };
}

/** Of the Neural Engine's memory, the highest of these phases; null where no system tells it. */
export function neuralPeakMb({ phases }: TaskOutcome, of: readonly Phase[]): number | null {
  const peaks = of.flatMap((phase) => phases.get(phase)?.memory.neuralPeakBytes ?? []);
  return peaks.length === 0 ? null : bytesToMb(Math.max(...peaks));
}

/** @returns as the load began and at its highest; null where it did not come to its end */
export function loadPeaks(outcome: TaskOutcome): Peaks | null {
  const load = outcome.phases.get('load')?.memory;
  return load === undefined ? null : basisOf(outcome).peaks(load);
}

/** The highest of the inference phases. */
export function inferencePeaks(measured: TaskOutcome): Omit<Peaks, 'startBytes'> {
  const { peaks } = basisOf(measured);
  const memories = INFERENCE_PHASES.flatMap((phase) => {
    const reading = measured.phases.get(phase)?.memory;
    return reading === undefined ? [] : [peaks(reading)];
  });
  const sampled = memories.flatMap((memory) => memory.sampledPeakBytes ?? []);
  return {
    peakBytes: Math.max(0, ...memories.map((memory) => memory.peakBytes)),
    sampledPeakBytes: sampled.length === 0 ? null : Math.max(...sampled),
  };
}

/**
 * One process's peak is of one moment, and so is a sample. Of several processes the kernel's peaks add up to a bound; their control
 * group, where they have one to themselves, has the peak of them all.
 */
function basisOf({ phases }: TaskOutcome): Basis {
  const readings = [...phases.values()].map(({ memory }) => memory);
  const method = readings.every((reading) => reading.method === 'kernel-peak') ? 'kernel-peak' : 'sampled';
  const alone = readings.every(({ processes }) => processes <= 1);
  if (alone || method === 'sampled') return { method, peakOf: 'moment', peaks: (reading) => reading };
  if (readings.some(({ group }) => group === null)) {
    return { method, peakOf: 'bound', peaks: (reading) => reading };
  }
  return {
    method: 'cgroup-peak',
    peakOf: 'moment',
    peaks: (reading) => ({ ...reading, ...reading.group }),
  };
}

type Resident = Required<Pick<Memory, 'residentMb' | 'fileMb' | 'anonymousMb' | 'sharedMb'>>;

function residentOf(reading: MemoryReading | undefined): Resident {
  const resident = reading?.resident ?? null;
  if (resident === null) return { residentMb: null, fileMb: null, anonymousMb: null, sharedMb: null };
  const { fileBytes, anonymousBytes, sharedBytes } = resident;
  return {
    residentMb: bytesToMb(fileBytes + anonymousBytes + sharedBytes),
    fileMb: bytesToMb(fileBytes),
    anonymousMb: bytesToMb(anonymousBytes),
    sharedMb: bytesToMb(sharedBytes),
  };
}
