import t from 'tap';
import { MemoryWatch } from './memory-watch.ts';

await t.test('keeps the highest sample since the last reset', async (t) => {
  const watch = new MemoryWatch({
    memoryLimitBytes: null,
    onLimitExceeded: () => t.fail('there is no limit'),
  });
  t.equal(watch.peakBytes, null);
  for (const bytes of [3, 9, 4]) watch.observe(bytes);
  t.equal(watch.peakBytes, 9);
  watch.reset();
  t.equal(watch.peakBytes, null);
  watch.observe(4);
  t.equal(watch.peakBytes, 4);
});

await t.test('tells once that the limit was passed, and by what', async (t) => {
  const told: number[] = [];
  const watch = new MemoryWatch({ memoryLimitBytes: 100, onLimitExceeded: (bytes) => told.push(bytes) });
  watch.observe(100);
  t.same(told, [], 'the limit itself is allowed');
  watch.observe(101);
  watch.reset();
  watch.observe(500);
  t.same(told, [101]);
});
