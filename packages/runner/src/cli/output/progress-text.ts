/** What is going on, in a few words. Pure. */
import { bytesToMb, type Phase } from '@dumont/protocol';
import type { BenchmarkEvent, ProcessPurpose } from '../../benchmark/launch/benchmark-request.ts';
import { formatFigure, formatFileSize } from '../../reports/quantity.ts';

const PURPOSES: Readonly<Record<ProcessPurpose, string>> = {
  compile: 'compiling the model',
  floor: 'measuring the harness',
  load: 'starting',
  measure: 'starting',
  'find-inputs': 'looking for inputs that run',
  profile: 'profiling',
  plan: 'asking for the plan',
  'on-device': 'measuring on the device',
  'compare-outputs': 'comparing the outputs with the CPU',
};

const PHASES: Readonly<Record<Phase, string>> = {
  load: 'loading',
  first: 'first run',
  measure: 'measuring',
};

export interface Activity {
  readonly text: string;
  readonly expectedMs: number | null;
}

/** @param process the last `process` event, which says where the phase belongs @returns `undefined` where nothing new is to be shown */
export function describeEvent(
  event: BenchmarkEvent,
  process: BenchmarkEvent | undefined,
): Activity | undefined {
  if (event.type === 'hashing') {
    return {
      text: describeShare('reading the model', event.hashedBytes, event.totalBytes),
      expectedMs: null,
    };
  }
  if (event.type === 'process') {
    return { text: `${PURPOSES[event.purpose]}${describePlace(event)}`, expectedMs: null };
  }
  if (event.type !== 'phase' || process?.type !== 'process') return undefined;
  // The harness's own phases are short and of no interest.
  if (process.purpose === 'floor') return undefined;
  return { text: `${PHASES[event.phase]}${describePlace(process)}`, expectedMs: event.expectedMs };
}

export function describeDownload(receivedBytes: number, totalBytes: number | null): string {
  return describeShare('downloading', receivedBytes, totalBytes);
}

function describeShare(what: string, doneBytes: number, totalBytes: number | null): string {
  const done = formatFileSize(doneBytes);
  if (totalBytes === null || totalBytes === 0) return `${what}, ${done}`;
  const percent = Math.floor((doneBytes / totalBytes) * 100);
  return `${what}, ${done} of ${formatFileSize(totalBytes)} (${percent} %)`;
}

/** @returns how long it has been going on, and of how long where that is known; nothing in the first second */
export function describeElapsed(elapsedMs: number, expectedMs: number | null): string {
  const seconds = Math.floor(elapsedMs / 1000);
  if (seconds < 1) return '';
  const expected = Math.round((expectedMs ?? 0) / 1000);
  return expected < 1 ? `(${seconds} s)` : `(${seconds} of ${expected} s)`;
}

type Usage = Omit<Extract<BenchmarkEvent, { type: 'usage' }>, 'type'>;

/** @returns what is known of it; nothing where that is nothing */
export function describeUsage({ cpuPercent, ramBytes, gpuPercent, powerW }: Usage): string {
  const parts = [
    cpuPercent === null ? null : `CPU ${formatFigure(cpuPercent, 'percent')}`,
    ramBytes === null ? null : `memory ${formatFigure(bytesToMb(ramBytes), 'MB')}`,
    gpuPercent === null ? null : `GPU ${formatFigure(gpuPercent, 'percent')}`,
    powerW === null ? null : `board ${formatFigure(powerW, 'W')}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function describePlace({ index, total }: { index: number; total: number }): string {
  return total > 1 ? `, process ${index}/${total}` : '';
}
