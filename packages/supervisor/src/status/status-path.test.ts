import { moveStatus, workerStatusSchema } from '@dumont/protocol/sark';
import t from 'tap';
import { statusPath } from './status-path.ts';

await t.test('every way consists of moves that the orchestrator allows', async (t) => {
  for (const from of workerStatusSchema.options) {
    for (const to of workerStatusSchema.options) {
      const way = statusPath(from, to);
      t.equal(way.length === 0, from === to, `${from} to ${to}`);
      t.equal(way.reduce(moveStatus, from), to);
    }
  }
});

await t.test('the shortest one is taken', async (t) => {
  t.same(statusPath('active', 'cleanup'), ['busy', 'cleanup']);
  t.same(statusPath('faulty', 'busy'), ['active', 'busy']);
});
