import t from 'tap';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { fetchSpec } from './fetch-spec.ts';
import type { SpecSource } from './job-context.ts';
import { UnknownJobs } from './unknown-jobs.ts';
import { WithheldJobs } from './withheld-jobs.ts';

const { signal } = new AbortController();

/** Answers with each of these in turn, and with the last one from then on. */
function source(answers: (object | OrchestratorError)[], options: Partial<SpecSource> = {}) {
  let calls = 0;
  return {
    clock: new LeapingClock(),
    log: silentLog,
    unknownJobs: new UnknownJobs(),
    withheldJobs: new WithheldJobs(),
    draining: signal,
    isOrchestratorThere: () => Promise.resolve(true),
    calls: () => calls,
    fetchJob: () => {
      const answer = answers[Math.min(calls, answers.length - 1)];
      calls += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    ...options,
  };
}

const claimOf = (jobId: string) => ({ jobId, attempt: 1 });
const away = new OrchestratorError('away', 'away');
const broken = new OrchestratorError('broken', 'away');
const unknown = new OrchestratorError('unknown', 'forgotten');
const isAway = () => Promise.resolve(false);

await t.test(
  'an orchestrator that is away is waited for, and then the job is given back, not tried',
  async (t) => {
    const clock = new LeapingClock();
    const nearlyAMinute = 55_000;
    const back = source([], {
      clock,
      isOrchestratorThere: isAway,
      fetchJob: () => (clock.now() < nearlyAMinute ? Promise.reject(away) : Promise.resolve('spec')),
    });
    t.equal(await fetchSpec(claimOf('a'), back, signal), 'spec');
    const gone = source([away], { isOrchestratorThere: isAway });
    await t.rejects(fetchSpec(claimOf('a'), gone, signal), {
      name: 'GivenBack',
      counts: false,
      message: /away/,
    });
    t.ok(gone.clock.now() >= 60_000);
  },
);

await t.test('a job that it does not give, and others it does, lets them go first, and counts', async (t) => {
  for (const trouble of [away, broken, new OrchestratorError('bad request', 'refused')]) {
    const withheld = source([trouble]);
    const expected = { name: 'GivenBack', counts: false, yields: true, message: new RegExp(trouble.message) };
    await t.rejects(fetchSpec(claimOf('a'), withheld, signal), expected, 'nothing to compare it with');
    t.ok(withheld.calls() > 1 && withheld.calls() <= 5);
    t.ok(withheld.clock.now() <= 15_000);
    const { withheldJobs } = withheld;
    await fetchSpec(claimOf('b'), source([{ job: 1 }], { withheldJobs }), signal);
    await t.rejects(fetchSpec(claimOf('a'), withheld, signal), { ...expected, counts: true });
  }
  const slowClock = new LeapingClock();
  const slow = source([], {
    clock: slowClock,
    fetchJob: async () => {
      await slowClock.sleep(10_000, signal);
      throw away;
    },
  });
  await t.rejects(fetchSpec(claimOf('a'), slow, signal), { name: 'GivenBack' });
  t.ok(slowClock.now() <= 30_000, 'calls that take long are fewer');
});

await t.test('where it gives none of two, it is waited for like one that is away', async (t) => {
  const portal = source([away]);
  await t.rejects(fetchSpec(claimOf('a'), portal, signal), { name: 'GivenBack', counts: false });
  const sinceMs = portal.clock.now();
  const expected = { name: 'GivenBack', counts: false, yields: false, message: /gives no job/ };
  await t.rejects(fetchSpec(claimOf('b'), portal, signal), expected);
  t.ok(portal.clock.now() - sinceMs >= 60_000);
});

await t.test('a token that is not accepted yet says nothing of the job', async (t) => {
  const late = source([new OrchestratorError('who are you', 'refused'), { job: 1 }]);
  t.same(await fetchSpec(claimOf('a'), late, signal), { job: 1 });
});

await t.test('a job that is not known yet is asked for again, but not for ever', async (t) => {
  t.same(await fetchSpec(claimOf('a'), source([unknown, unknown, { job: 1 }]), signal), { job: 1 });
  const never = source([unknown]);
  await t.rejects(fetchSpec(claimOf('a'), never, signal), { code: 'JOB_INVALID', message: /unknown/ });
  t.equal(never.calls(), 5);
  const gone = source([new OrchestratorError('gone', 'forgotten', { isFinal: true })]);
  await t.rejects(fetchSpec(claimOf('a'), gone, signal), { code: 'JOB_INVALID' });
  t.equal(gone.calls(), 1);
});

await t.test('where two jobs in a row are unknown, the next ones are asked for once', async (t) => {
  const forgetful = source([unknown]);
  const tries = async () => {
    const before = forgetful.calls();
    await t.rejects(fetchSpec(claimOf('a'), forgetful, signal), { code: 'JOB_INVALID' });
    return forgetful.calls() - before;
  };
  t.same([await tries(), await tries(), await tries(), await tries()], [5, 5, 1, 1]);
  await forgetful.clock.sleep(2001, signal);
  t.equal(await tries(), 5, 'after a pause the next job may be a new one');
  t.same([await tries(), await tries()], [5, 1]);
  const { clock, unknownJobs } = forgetful;
  const other = source([away, { job: 1 }], { clock, unknownJobs });
  await fetchSpec(claimOf('b'), other, signal);
  t.equal(await tries(), 5, 'after an absence it may know more');
});

await t.test('aborted, it gives up with the reason', async (t) => {
  const abort = new AbortController();
  const stopped = source([], {
    fetchJob: () => (abort.abort(new Error('stopped')), Promise.reject(away)),
  });
  await t.rejects(fetchSpec(claimOf('a'), stopped, abort.signal), { message: 'stopped' });
});

await t.test('where no job is to be begun any more, it is given back and has not been tried', async (t) => {
  const draining = new AbortController();
  const stopped = source([], {
    draining: draining.signal,
    fetchJob: (_jobId, { aborted }) => (draining.abort(), t.equal(aborted, false), Promise.reject(away)),
  });
  await t.rejects(fetchSpec(claimOf('a'), stopped, signal), { name: 'GivenBack', counts: false });
});
