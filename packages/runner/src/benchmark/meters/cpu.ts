/** CPU time of the process in the phase, in milliseconds: its own count, which knows the phase's two ends exactly. */
import type { Meter } from './meter.ts';

export function openCpu(): Promise<Meter<number>> {
  return Promise.resolve({
    begin: () => Promise.resolve(),
    end: ({ cpuMs }) => Promise.resolve(cpuMs),
  });
}
