import t from 'tap';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { heartbeatLoop, HEARTBEAT_MS, type HeartbeatOptions } from './heartbeat.ts';

const idle: Omit<HeartbeatOptions, 'clock'> = {
  beat: () => Promise.resolve('active'),
  register: () => Promise.reject(new Error('not expected')),
  isUnregistered: () => false,
  onStatus: () => undefined,
  onBeat: () => undefined,
  onAway: () => undefined,
  log: silentLog,
};

/** Runs the loop for so many beats. */
async function run(beats: number, options: Partial<HeartbeatOptions>): Promise<void> {
  const end = new AbortController();
  let count = 0;
  await heartbeatLoop(
    {
      ...idle,
      clock: new LeapingClock(),
      ...options,
      onBeat: (reached) => {
        options.onBeat?.(reached);
        count += 1;
        if (count === beats) end.abort();
      },
    },
    end.signal,
  );
}

await t.test(
  'an hour without the orchestrator ends nothing, and its end is noticed within 4 s',
  async (t) => {
    const anHourMs = 3_600_000;
    const clock = new LeapingClock();
    const beatsMs: number[] = [];
    let isBack = false;
    const end = new AbortController();
    await heartbeatLoop(
      {
        ...idle,
        beat: () => {
          beatsMs.push(clock.now());
          isBack = clock.now() >= anHourMs;
          return isBack ? Promise.resolve('active') : Promise.reject(new OrchestratorError('away', 'away'));
        },
        onBeat: (reached) => {
          t.equal(reached, isBack);
          if (reached) end.abort();
        },
        clock,
      },
      end.signal,
    );
    const pausesMs = beatsMs.slice(1).map((ms, index) => ms - (beatsMs[index] ?? 0));
    t.equal(pausesMs[0], HEARTBEAT_MS, 'a stumble changes nothing');
    t.ok(pausesMs.slice(1).every((ms) => ms >= 2000 && ms <= 4000));
  },
);

await t.test('an absence is told of once, by its second beat; a stumble is none', async (t) => {
  const reasons: string[] = [];
  const missed = [true, false, true, true, true, false, true, true];
  let calls = 0;
  await run(missed.length, {
    beat: () => {
      calls += 1;
      const isMissed = missed[calls - 1] === true;
      return isMissed ? Promise.reject(new OrchestratorError('no route', 'away')) : Promise.resolve('active');
    },
    onAway: (reason) => reasons.push(`${calls} ${reason}`),
  });
  t.same(reasons, ['4 the orchestrator is away: no route', '8 the orchestrator is away: no route']);
});

await t.test('forgotten, the worker registers again', async (t) => {
  let registrations = 0;
  await run(3, {
    beat: () => Promise.reject(new OrchestratorError('unknown', 'forgotten')),
    register: () => {
      registrations += 1;
      return Promise.resolve();
    },
  });
  t.equal(registrations, 3);
});

await t.test('not registered yet, it registers before it beats', async (t) => {
  const calls: string[] = [];
  await run(2, {
    isUnregistered: () => !calls.includes('register'),
    register: () => {
      calls.push('register');
      return Promise.resolve();
    },
    beat: () => {
      calls.push('beat');
      return Promise.resolve('active');
    },
  });
  t.same(calls, ['register', 'beat']);
});

await t.test('what the orchestrator believes is passed on; what it makes up is not', async (t) => {
  const statuses = ['faulty', null] as const;
  const learnt: string[] = [];
  let beats = 0;
  await run(2, {
    beat: () => Promise.resolve(statuses[beats++] ?? null),
    onStatus: (status) => learnt.push(status),
  });
  t.same(learnt, ['faulty']);
});

await t.test('a bug is no absence', async (t) => {
  await t.rejects(run(1, { beat: () => Promise.reject(new TypeError('a bug')) }), TypeError);
});
