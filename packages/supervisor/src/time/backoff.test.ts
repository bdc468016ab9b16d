import fc from 'fast-check';
import t from 'tap';
import { backoffMs } from './backoff.ts';

await t.test('the range doubles up to its limit, and chance picks from all of it', async (t) => {
  const range = { firstMs: 100, longestMs: 1000 };
  t.same(
    [1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, range, 1)),
    [100, 200, 400, 800, 1000, 1000],
  );
  t.equal(backoffMs(3, range, 0), 0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), (attempt) => {
      const ms = backoffMs(attempt, range);
      return ms >= 0 && ms <= 1000;
    }),
  );
});
