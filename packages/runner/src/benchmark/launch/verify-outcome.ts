/**
 * Whether what an isolated process told fits together and fits the parent's own clock. A model that took over its process can still
 * say that it was faster than it was: nobody else times its runs. Pure.
 */
import type { Phase, RunnerTask } from '@dumont/protocol';
import type { PhaseTimes, TaskOutcome } from './task-outcome.ts';

/** What it told, and how long its phases took; what they were metered at is none of the process's words. */
export type Told = Omit<TaskOutcome, 'phases'> & { readonly phases: ReadonlyMap<Phase, PhaseTimes> };

/** Between the parent's look at the clock and the child's lies a message. */
const MESSAGE_MS = 50;

/** @returns what cannot be, to be read after "because it"; null where all fits */
export function findContradiction(task: RunnerTask, outcome: Told): string | null {
  return timesTooLong(outcome) ?? resultMissing(task, outcome);
}

function timesTooLong({ finished, loadMs, firstMs, samplesMs, phases }: Told): string | null {
  const sumMs = samplesMs.reduce((sum, ms) => sum + ms, 0);
  const told = { load: loadMs ?? 0, first: firstMs ?? 0, measure: sumMs };
  for (const [phase, { elapsedMs, wallMs }] of phases) {
    if (Math.max(told[phase], wallMs) > elapsedMs + MESSAGE_MS) {
      return `told of a ${phase} phase longer than the time that passed`;
    }
  }
  const measured = phases.get('measure')?.runs ?? 0;
  return !finished || samplesMs.length === measured
    ? null
    : `told of ${measured} runs and sent ${samplesMs.length} times`;
}

function resultMissing(task: RunnerTask, outcome: Told): string | null {
  if (!outcome.finished || hasResult(task, outcome)) return null;
  return 'said that it had finished, and gave no result';
}

/** Where the result of a task is, whose loads are not timed. */
const RESULTS = {
  'find-inputs': 'found',
  profile: 'profile',
  plan: 'plan',
  'compare-outputs': 'outputDrift',
  'on-device': 'onDevice',
  compile: 'compiledMs',
  probe: 'probe',
  'list-devices': 'devices',
} as const satisfies Record<Exclude<RunnerTask['kind'], 'load' | 'measure'>, keyof Told>;

function hasResult(task: RunnerTask, outcome: Told): boolean {
  const loaded = outcome.loadMs !== null && outcome.phases.has('load');
  switch (task.kind) {
    case 'load':
      return loaded;
    case 'measure':
      return loaded && (outcome.refused !== null || isMeasured(task.expect !== null, outcome));
    default:
      return outcome[RESULTS[task.kind]] !== null;
  }
}

function isMeasured(compared: boolean, outcome: Told): boolean {
  const { firstMs, samplesMs, expectation } = outcome;
  return firstMs !== null && samplesMs.length > 0 && (!compared || expectation !== null);
}
