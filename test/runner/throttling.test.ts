/** The CPU quota of a real control group, seen by the meter. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Meter } from '../../packages/runner/src/benchmark/meters/meter.ts';
import { openThrottling } from '../../packages/runner/src/benchmark/meters/throttling.ts';
import { WatchedTree } from '../../packages/runner/src/benchmark/meters/watched-tree.ts';
import type { Throttling } from '@dumont/protocol';
import { makeControlGroup, withoutControlGroups } from '../support/control-group.ts';

const LOOK_AGAIN_MS = 20;

await t.test(
  'a spent quota is counted, by the phase',
  { skip: await withoutControlGroups('cpu') },
  async (t) => {
    const group = await makeControlGroup(t, 'cpu');
    const { child, pid } = startBusy(t);
    group.take(pid);
    const meter = await openThrottling({
      tree: new WatchedTree(pid, { wrappers: 0, onTooManyProcesses: () => undefined }),
    });
    await meter.begin();
    t.strictSame(await readMeter(meter), { throttledPeriods: 0, throttledMs: 0 }, 'there is no quota yet');
    group.write('cpu.cfs_quota_us', '2000');
    while (((await readMeter(meter))?.throttledMs ?? 0) === 0) await setTimeout(LOOK_AGAIN_MS);
    group.write('cpu.cfs_quota_us', '-1');
    const throttled = await readMeter(meter);
    t.ok((throttled?.throttledPeriods ?? 0) > 0);
    await meter.begin();
    t.strictSame(
      await readMeter(meter),
      { throttledPeriods: 0, throttledMs: 0 },
      'another phase begins at none',
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
  },
);

function startBusy(t: Test): { child: ChildProcess; pid: number } {
  const child = spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' });
  const { pid } = child;
  if (pid === undefined) throw new Error('there is no shell');
  t.teardown(() => child.kill('SIGKILL'));
  return { child, pid };
}

/** The meter asks nothing of the process. */
function readMeter(meter: Meter<Throttling | null>): Promise<Throttling | null> {
  return meter.end({
    ...{ type: 'phase-done', phase: 'measure', runs: 1, wallMs: 1, cpuMs: 1 },
    ...{ gc: { count: 0, ms: 0 }, involuntaryContextSwitches: 0 },
  });
}
