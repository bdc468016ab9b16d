import t from 'tap';
import { silentLog } from '../testing/silent-log.ts';
import { systemClock, type Clock } from '../time/clock.ts';
import { untilAborted } from '../time/until-aborted.ts';
import { Health, type HealthCheck } from './health.ts';
import { WorkerState } from './worker-state.ts';

function healthWith(checks: readonly HealthCheck[]) {
  const state = new WorkerState(() => undefined);
  return { state, health: new Health({ checks, state, clock: systemClock, log: silentLog }) };
}

const { signal } = new AbortController();

await t.test('no jobs are taken until everything that is wrong has gone', async (t) => {
  const problems: Record<string, string | null> = { disk: 'full', outbox: 'gone' };
  const { state, health } = healthWith(
    (['disk', 'outbox'] as const).map((kind) => ({
      kind,
      check: () => Promise.resolve(problems[kind] ?? null),
    })),
  );
  const before = health.faultless;
  await health.checkAll(signal);
  t.ok(before.aborted, 'whoever waits for a job is told');
  t.same(state.faults, ['full', 'gone']);
  problems['disk'] = null;
  await health.checkAll(signal);
  t.equal(state.status, 'faulty');
  t.ok(health.faultless.aborted);
  const waiting = health.untilFaultless(signal);
  problems['outbox'] = null;
  await health.checkAll(signal);
  await waiting;
  t.equal(state.status, 'active');
  t.notOk(health.faultless.aborted);
});

await t.test('nobody sees a machine without faults and a signal of one with them', async (t) => {
  let problem: string | null = 'full';
  const pending = Promise.withResolvers<null>();
  const asked = Promise.withResolvers<undefined>();
  const { state, health } = healthWith([
    { kind: 'disk', check: () => Promise.resolve(problem) },
    {
      kind: 'outbox',
      check: () => {
        asked.resolve(undefined);
        return problem === null ? pending.promise : Promise.resolve(null);
      },
    },
  ]);
  await health.checkAll(signal);
  problem = null;
  const checking = health.checkAll(signal);
  await asked.promise;
  while (state.isFaulty) await Promise.resolve();
  t.notOk(health.faultless.aborted, 'though not all has been checked again yet');
  await health.untilFaultless(signal);
  pending.resolve(null);
  await checking;
});

await t.test('what a job has found out is over when the check of its kind says so', async (t) => {
  const { state, health } = healthWith([{ kind: 'disk', check: () => Promise.resolve(null) }]);
  health.report('disk', 'a file could not be written');
  health.report('units', 'none');
  await health.checkAll(signal);
  t.same(state.faults, ['none']);
  health.recovered('units');
  t.notOk(health.faultless.aborted);
});

await t.test('what only a closer look finds is gone when a closer look says so', async (t) => {
  let open = true;
  const { state, health } = healthWith([
    {
      kind: 'sandbox',
      check: () => Promise.resolve(null),
      prove: () => Promise.resolve(open ? 'open' : null),
    },
  ]);
  await health.checkAll(signal);
  t.same(state.faults, [], 'it is too dear for every time');
  t.equal(await health.prove('disk'), null);
  health.report('sandbox', (await health.prove('sandbox')) ?? '');
  await health.checkAll(signal);
  t.same(state.faults, ['open']);
  open = false;
  await health.checkAll(signal);
  t.same(state.faults, []);
});

await t.test('a fault that a job has found is looked at again as soon as any other', async (t) => {
  const end = new AbortController();
  const state = new WorkerState(() => undefined);
  const slept: number[] = [];
  const resting = Promise.withResolvers<undefined>();
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      slept.push(ms);
      if (ms <= 5000) return;
      resting.resolve(undefined);
      await untilAborted(signal);
    },
  };
  let checks = 0;
  const check = (): Promise<null> => {
    checks += 1;
    if (checks === 2) end.abort();
    return Promise.resolve(null);
  };
  const health = new Health({ checks: [{ kind: 'disk', check }], state, clock, log: silentLog });
  const running = health.run(end.signal);
  await resting.promise;
  health.report('disk', 'a file could not be written');
  await running;
  t.same(slept.slice(0, 2), [30_000, 5000]);
  t.same(state.faults, []);
});
