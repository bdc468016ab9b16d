/** Every meter that there is, under the name of its reading, in the order in which they are begun and ended. */
import { openAccelerator } from './accelerator.ts';
import { openCpu } from './cpu.ts';
import { openEnergy } from './energy.ts';
import { openEvidence } from './evidence.ts';
import { openGc } from './gc.ts';
import { openInterference } from './interference.ts';
import { openMemory } from './memory.ts';
import type { OpenMeter } from './meter.ts';
import { openThrottling } from './throttling.ts';

export const METERS = {
  // Waits before the first phase, which the others' phases are not to begin with.
  energy: openEnergy,
  memory: openMemory,
  cpuMs: openCpu,
  gc: openGc,
  interference: openInterference,
  accelerator: openAccelerator,
  throttling: openThrottling,
  // Last: what the others do as a phase begins is none of it.
  evidence: openEvidence,
};

export type Meters = typeof METERS;

export type Readings = {
  readonly [Name in keyof Meters]: Meters[Name] extends OpenMeter<infer Reading> ? Reading : never;
};
