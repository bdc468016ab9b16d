/** What the processes of one benchmark came to, as far as it came. */
import type { InputFindings, ReportError } from '@dumont/protocol';
import type { TaskOutcome } from './task-outcome.ts';

export interface Stages {
  floor: TaskOutcome | null;
  /** Why there is none: what was measured stands without it. */
  floorError: ReportError | null;
  /** Loads whose processes went no further. */
  loads: TaskOutcome[];
  measured: TaskOutcome | null;
  /** What the search for inputs found, where there was one. */
  found: InputFindings | null;
  profiled: TaskOutcome | null;
  /** Asked the engine where it plans to run the model. */
  planned: TaskOutcome | null;
  /** Why no plan is known, though the benchmark went well. */
  notPlanned: string | null;
  /** Ran on the provider and on the CPU. */
  compared: TaskOutcome | null;
  /** Why the outputs could not be compared, though the benchmark went well. */
  notCompared: string | null;
  /** Of what the model was compiled to, where its engine loads that. */
  compiled: { readonly compileMs: number; readonly wasKept: boolean } | null;
  /** Of the model, where it was copied for the engine. */
  copiedBytes: number;
  /** Of the model's weights, from 0 to 1. */
  subnormalShare: number;
  /** Ran with inputs and outputs on the device. */
  onDevice: TaskOutcome | null;
  /** Why that could not be, though the benchmark went well. */
  notOnDevice: string | null;
  /** The first error: it ends the stages. */
  error: ReportError | null;
}

export function noStages(): Stages {
  return {
    floor: null,
    floorError: null,
    loads: [],
    measured: null,
    found: null,
    profiled: null,
    planned: null,
    notPlanned: null,
    compared: null,
    notCompared: null,
    compiled: null,
    copiedBytes: 0,
    subnormalShare: 0,
    onDevice: null,
    notOnDevice: null,
    error: null,
  };
}
