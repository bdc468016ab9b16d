import path from 'node:path';
import t from 'tap';
import { parseThrottling, readThrottling } from './throttling.ts';

/** In the kernel's form (`cpu.stat` of cgroup v2), as of a container with `--cpus 0.5`; not read on a real machine. */
const V2 = `usage_usec 9876543
user_usec 8765432
system_usec 1111111
nice_usec 0
core_sched.force_idle_usec 0
nr_periods 210
nr_throttled 150
throttled_usec 7654321
nr_bursts 0
burst_usec 0
`;
const V2_WITHOUT_CONTROLLER = V2.slice(0, V2.indexOf('nr_periods'));
const V1 = 'nr_periods 20\nnr_throttled 12\nthrottled_time 277446794\nnr_bursts 0\nburst_time 0\n';

await t.test('both versions count, in units of their own', async (t) => {
  t.strictSame(parseThrottling(V2), { throttledPeriods: 150, throttledMs: 7654.321 });
  t.strictSame(parseThrottling(V1), { throttledPeriods: 12, throttledMs: 277.446794 });
  t.equal(parseThrottling(V2_WITHOUT_CONTROLLER), null);
  t.equal(parseThrottling(''), null);
});

await t.test('each group from the own one upwards has a quota of its own', async (t) => {
  const root = t.testdir({
    'cpu.stat': V2_WITHOUT_CONTROLLER,
    slice: { 'cpu.stat': V2, scope: { 'cpu.stat': V2.replace('150', '3').replace('7654321', '1000') } },
  });
  const folders = ['slice/scope', 'slice', '.'].map((name) => path.join(root, name));
  t.strictSame(await readThrottling({ version: 2, folders }), {
    throttledPeriods: 153,
    throttledMs: 7655.321,
  });
  t.equal(await readThrottling({ version: 2, folders: [root] }), null, 'nobody counts');
  t.equal(await readThrottling({ version: 2, folders: [path.join(root, 'none')] }), null);
  t.equal(await readThrottling(null), null, 'no control groups');
});
