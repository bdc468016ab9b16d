/** One measured phase: the parent resets its meters, the phase runs undisturbed, and its cost is told afterwards. */
import type { Phase } from '@dumont/protocol';
import type { Channel } from './channel.ts';
import { countCollections } from './count-collections.ts';

export interface PhaseWork<Prepared, Result> {
  readonly phase: Phase;
  /** How long it will take, where that is known: the parent draws its progress from it. */
  readonly expectedMs: number | null;
  /** Goes before the body without a pause, and is no part of the phase's time and CPU time. */
  readonly prepare: () => Promise<Prepared>;
  readonly body: (prepared: Prepared) => Promise<Result>;
  /** How many runs the result stands for. */
  readonly countRuns: (result: Result) => number;
}

export async function runPhase<Prepared, Result>(
  channel: Channel,
  work: PhaseWork<Prepared, Result>,
): Promise<Result> {
  // Garbage of the phase before must not be collected, nor counted, in this one.
  globalThis.gc?.();
  await channel.send({ type: 'phase-ready', phase: work.phase, expectedMs: work.expectedMs });
  await channel.receiveProceed(work.phase);
  const prepared = await work.prepare();
  // What messages and warm-up left, lest it be collected in the phase: a fraction of a millisecond.
  globalThis.gc?.({ type: 'minor' });
  const collectionsSince = countCollections();
  const usageBefore = process.resourceUsage();
  const startMs = performance.now();
  const result = await work.body(prepared);
  const wallMs = performance.now() - startMs;
  const usageAfter = process.resourceUsage();
  const gc = collectionsSince();
  const cpuUs =
    usageAfter.userCPUTime - usageBefore.userCPUTime + usageAfter.systemCPUTime - usageBefore.systemCPUTime;
  await channel.send({
    type: 'phase-done',
    phase: work.phase,
    runs: work.countRuns(result),
    wallMs,
    cpuMs: cpuUs / 1000,
    gc,
    involuntaryContextSwitches:
      usageAfter.involuntaryContextSwitches - usageBefore.involuntaryContextSwitches,
  });
  return result;
}

export const nothingToPrepare = (): Promise<void> => Promise.resolve();
