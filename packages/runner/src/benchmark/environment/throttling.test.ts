import t from 'tap';
import { totalThrottleEvents } from './throttling.ts';

await t.test('cores add up, packages are told by each of their cores', async (t) => {
  t.equal(totalThrottleEvents({ cores: [3, 0, 2], packages: [7, 7, 7] }), 12);
  t.equal(totalThrottleEvents({ cores: [0, 0], packages: [] }), 0);
});

await t.test('a kernel that does not count', async (t) => {
  t.equal(totalThrottleEvents({ cores: [], packages: [] }), null);
});
