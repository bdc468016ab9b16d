import t from 'tap';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import type { SharedQueue } from '../orchestrator/queues.ts';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { leaseTimes } from '../time/lease-times.ts';
import { reaperLoop } from './reaper.ts';

await t.test(
  'within one lease of a new connection nobody is given up: the living come back first',
  async (t) => {
    const clock = new LeapingClock();
    const times = leaseTimes(30_000);
    const end = new AbortController();
    const connectedMs = 100_000;
    const looksMs: number[] = [];
    const queue = {
      name: 'jobs:capability:cpu_onnx',
      look: () => {
        looksMs.push(clock.now());
        end.abort();
        return Promise.resolve({ expired: [], nextMs: null });
      },
    } as Partial<SharedQueue> as SharedQueue;
    await reaperLoop(
      {
        ...{ queues: [queue], times, clock, log: silentLog, onReaped: () => undefined },
        steadyMs: () => Math.max(0, clock.now() - connectedMs),
      },
      end.signal,
    );
    t.equal(looksMs.length, 1);
    t.ok((looksMs[0] ?? 0) >= connectedMs + times.leaseMs, `${looksMs[0]} ms`);
    t.ok((looksMs[0] ?? Infinity) < connectedMs + times.leaseMs + 5000);
  },
);

await t.test('what is wrong with one dead worker’s keys does not keep the jobs of others', async (t) => {
  const end = new AbortController();
  const reaped: string[] = [];
  const queue = {
    name: 'jobs:capability:cpu_onnx',
    look: () => Promise.resolve({ expired: ['odd', 'other'], nextMs: null }),
    reap: (workerId: string) => {
      if (workerId === 'odd') {
        return Promise.reject(new OrchestratorError('WRONGTYPE Operation', 'refused'));
      }
      reaped.push(workerId);
      end.abort();
      return Promise.resolve(['job']);
    },
  } as Partial<SharedQueue> as SharedQueue;
  await reaperLoop(
    {
      ...{ queues: [queue], times: leaseTimes(30_000), clock: new LeapingClock(), log: silentLog },
      ...{ onReaped: () => undefined, steadyMs: () => Infinity },
    },
    end.signal,
  );
  t.same(reaped, ['other']);
});
