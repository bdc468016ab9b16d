import t from 'tap';
import { threadsForQuota } from './quota-threads.ts';

await t.test('threads fit a quota', async (t) => {
  t.equal(threadsForQuota(2.5, 8), 2);
  t.equal(threadsForQuota(0.5, 8), 1);
  t.equal(threadsForQuota(8, 8), null);
  t.equal(threadsForQuota(null, 8), null);
});
