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

await t.test('a result that cannot be published is a fault, and no cleaning', async (t) => {
  const { state, seen } = watch();
  state.jobStarted('a');
  state.jobCleaning('a');
  state.jobUnpublished('a', 'Redis is away');
  state.jobUnpublished('a', 'Redis is away');
  t.same(seen, ['busy', 'cleanup', 'faulty']);
  t.same(state.faults, ['Redis is away']);
  state.jobStarted('b');
  state.jobCleaning('b');
  state.jobEnded('b');
  t.equal(state.status, 'faulty');
  state.jobEnded('a');
  t.same(seen, ['busy', 'cleanup', 'faulty', 'busy', 'cleanup', 'faulty', 'active']);
});
