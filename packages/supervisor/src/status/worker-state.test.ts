import t from 'tap';
import { WorkerState } from './worker-state.ts';

function watch(): { state: WorkerState; seen: string[] } {
  const seen: string[] = [];
  const state = new WorkerState(({ status }) => seen.push(status));
  return { state, seen };
}

await t.test('a job takes the worker through busy and cleanup back to active', async (t) => {
  const { state, seen } = watch();
  state.jobStarted('a');
  state.jobCleaning('a');
  state.jobEnded('a');
  t.same(seen, ['busy', 'cleanup', 'active']);
});

await t.test('with several jobs the worker is busy as long as one runs', async (t) => {
  const { state, seen } = watch();
  state.jobStarted('a');
  state.jobStarted('b');
  state.jobCleaning('a');
  state.jobEnded('a');
  t.same(seen, ['busy']);
  state.jobCleaning('b');
  state.jobEnded('b');
  t.same(seen, ['busy', 'cleanup', 'active']);
});

await t.test('a fault shows once the running job is done with, and goes with its cause', async (t) => {
  const { state, seen } = watch();
  state.jobStarted('a');
  state.fault('disk', 'full');
  state.jobCleaning('a');
  state.jobEnded('a');
  t.same(seen, ['busy', 'cleanup', 'faulty']);
  state.fault('outbox', 'unwritable');
  state.recovered('disk');
  t.same(state.faults, ['unwritable']);
  t.equal(state.status, 'faulty');
  state.recovered('outbox');
  t.equal(state.status, 'active');
});
