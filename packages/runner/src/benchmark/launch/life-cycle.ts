/** The six states of an isolated process, and the only moves between them. */

export const RUNNER_STATES = ['created', 'starting', 'ready', 'running', 'stopping', 'exited'] as const;
export type RunnerState = (typeof RUNNER_STATES)[number];

/**
 * created: nothing spawned yet · starting: spawned, not yet heard of · ready: online, without a task ·
 * running: has its one task · stopping: has finished or is being killed · exited: gone, cause known.
 */
const MOVES: Readonly<Record<RunnerState, readonly RunnerState[]>> = {
  created: ['starting', 'exited'],
  starting: ['ready', 'stopping', 'exited'],
  ready: ['running', 'stopping', 'exited'],
  running: ['stopping', 'exited'],
  stopping: ['exited'],
  exited: [],
};

/** @throws RangeError for a move that the life cycle does not have: a bug in the caller */
export function moveTo(from: RunnerState, to: RunnerState): RunnerState {
  if (!MOVES[from].includes(to)) throw new RangeError(`a runner process cannot go from ${from} to ${to}`);
  return to;
}
