import type { WorkerStatus } from '@dumont/protocol/sark';
import t from 'tap';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { Announcer } from './announcer.ts';

const { signal } = new AbortController();

interface Orchestrator {
  readonly announcer: Announcer;
  readonly told: WorkerStatus[];
  readonly clock: LeapingClock;
  away: boolean;
}

function start(): Orchestrator {
  const told: WorkerStatus[] = [];
  const clock = new LeapingClock();
  const orchestrator: Orchestrator = { announcer: undefined as never, told, clock, away: false };
  const announcer = new Announcer({
    send: (status) => {
      if (orchestrator.away) return Promise.reject(new OrchestratorError('away', 'away'));
      told.push(status);
      return Promise.resolve();
    },
    clock,
    log: silentLog,
  });
  return Object.assign(orchestrator, { announcer });
}

await t.test('what was missed is made up for, move by move', async (t) => {
  const orchestrator = start();
  orchestrator.away = true;
  orchestrator.announcer.announce('busy');
  await orchestrator.announcer.catchUp(signal);
  orchestrator.announcer.announce('cleanup');
  await orchestrator.announcer.catchUp(signal);
  t.same(orchestrator.told, []);
  orchestrator.away = false;
  await orchestrator.announcer.catchUp(signal);
  t.same(orchestrator.told, ['busy', 'cleanup']);
});

await t.test('an orchestrator that took the worker for faulty is told otherwise', async (t) => {
  const { announcer, told } = start();
  announcer.announce('busy');
  await announcer.catchUp(signal);
  announcer.learn('faulty');
  await announcer.catchUp(signal);
  t.same(told, ['busy', 'active', 'busy']);
});

await t.test('it is tried until the orchestrator answers, an hour later if need be', async (t) => {
  const orchestrator = start();
  const { announcer, told, clock } = orchestrator;
  orchestrator.away = true;
  announcer.announce('busy');
  const end = new AbortController();
  const anHour = 3_600_000;
  const running = announcer.run(end.signal);
  while (clock.now() < anHour) await clock.sleep(0, end.signal);
  t.same(told, []);
  orchestrator.away = false;
  while (told.length === 0) await clock.sleep(0, end.signal);
  end.abort();
  await running;
  t.same(told, ['busy']);
});
