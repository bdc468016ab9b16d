/**
 * What goes wrong with a job through no fault of the job: another machine, or this one later, may well run it. Found out by this side
 * alone, never told by the isolated process.
 */
import type { FaultKind } from '../status/worker-state.ts';

export class MachineFault extends Error {
  override readonly name = 'MachineFault';
  /** What is wrong with the machine, as the health check of that name finds out. */
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
