import t from 'tap';
import { moveTo, RUNNER_STATES } from './life-cycle.ts';

await t.test('a process goes from created to exited through every state', async (t) => {
  for (const [index, state] of RUNNER_STATES.entries()) {
    const next = RUNNER_STATES[index + 1];
    if (next !== undefined) t.equal(moveTo(state, next), next);
  }
});

await t.test('it may die in every state, and is then dead for good', async (t) => {
  for (const state of RUNNER_STATES.slice(0, -1)) t.equal(moveTo(state, 'exited'), 'exited');
  for (const state of RUNNER_STATES) t.throws(() => moveTo('exited', state), RangeError);
});

await t.test('it takes one task and no second', async (t) => {
  t.throws(() => moveTo('running', 'ready'), RangeError);
  t.throws(() => moveTo('starting', 'running'), RangeError);
});
