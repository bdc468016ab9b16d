import t from 'tap';
import { DumontError } from '@dumont/protocol';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { untilAborted } from '../time/until-aborted.ts';
import { SessionOutdated } from './footing.ts';
import { runSession, type Session } from './run-session.ts';
import { runSessions } from './run-sessions.ts';

const idle: Session = {
  takeJobs: ({ draining }) => untilAborted(draining),
  loops: [untilAborted],
  leave: () => Promise.resolve(),
  cut: () => undefined,
};
const { signal: never } = new AbortController();

await t.test('a loop that fails ends the jobs first, then the other loops', async (t) => {
  const order: string[] = [];
  const fault = new Error('read-only');
  const session: Session = {
    ...idle,
    takeJobs: async ({ draining, stopping }) => {
      await untilAborted(draining);
      t.ok(stopping.aborted, 'jobs in hand are given back');
      order.push('jobs');
    },
    loops: [
      () => Promise.reject(fault),
      async (signal) => {
        await untilAborted(signal);
        order.push('loop');
      },
    ],
    leave: () => {
      order.push('leave');
      return Promise.resolve();
    },
  };
  await t.rejects(runSession(session, { draining: never, stopping: never }), fault);
  t.equal(order[0], 'jobs');
  t.same(order.slice(1).sort(), ['leave', 'loop']);
});

await t.test('jobs that fail end the loops', async (t) => {
  const fault = new Error('a bug');
  const session: Session = { ...idle, takeJobs: () => Promise.reject(fault) };
  await t.rejects(runSession(session, { draining: never, stopping: never }), fault);
});

await t.test('at the end of the service a call that hangs is cut', async (t) => {
  const hanging = Promise.withResolvers<undefined>();
  const session: Session = {
    ...idle,
    loops: [() => hanging.promise],
    cut: () => {
      hanging.resolve(undefined);
    },
  };
  await runSession(session, { draining: AbortSignal.abort(), stopping: never });
  t.pass();
});

const worker = { workerId: 'w1', units: [] };

await t.test('sessions follow each other, later and later, until one ends well', async (t) => {
  const clock = new LeapingClock();
  const ids: string[] = [];
  await runSessions(
    worker,
    {
      run: ({ workerId }) => {
        ids.push(workerId);
        if (ids.length === 1) throw new SessionOutdated('renamed', { workerId: 'w2', units: [] });
        if (ids.length < 20) return Promise.reject(new Error('read-only'));
        return Promise.resolve();
      },
      ...{ clock, log: silentLog },
    },
    never,
  );
  t.same(ids, ['w1', ...Array.from({ length: 19 }, () => 'w2')]);
  t.ok(clock.now() > 5000, `${clock.now()} ms`);
});

await t.test('what only a person can mend ends the service', async (t) => {
  const taken = new DumontError('USAGE', 'taken');
  const run = () => Promise.reject(taken);
  await t.rejects(runSessions(worker, { run, clock: new LeapingClock(), log: silentLog }, never), taken);
});

await t.test('once draining has begun, no session begins', async (t) => {
  const end = new AbortController();
  let sessions = 0;
  const run = () => {
    sessions += 1;
    end.abort();
    return Promise.reject(new Error('read-only'));
  };
  await runSessions(worker, { run, clock: new LeapingClock(), log: silentLog }, end.signal);
  t.equal(sessions, 1);
});
