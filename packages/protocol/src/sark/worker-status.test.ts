import t from 'tap';
import { moveStatus, workerStatusSchema } from './worker-status.ts';

await t.test('exactly the moves that the orchestrator allows are made', async (t) => {
  const allowed = new Set([
    'active→busy',
    'active→faulty',
    'busy→cleanup',
    'busy→faulty',
    'cleanup→active',
    'cleanup→faulty',
    'faulty→active',
  ]);
  for (const from of workerStatusSchema.options) {
    for (const to of workerStatusSchema.options) {
      const move = `${from}→${to}`;
      if (allowed.has(move)) t.equal(moveStatus(from, to), to, move);
      else
        t.throws(
          () => moveStatus(from, to),
          new RangeError(`a worker cannot go from ${from} to ${to}`),
          move,
        );
    }
  }
});
