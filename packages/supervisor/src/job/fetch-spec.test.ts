import t from 'tap';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { fetchSpec } from './fetch-spec.ts';

const { signal } = new AbortController();

/** Answers with each of these in turn, and with the last one from then on. */
function source(...answers: (object | OrchestratorError)[]) {
  let calls = 0;
  return {
    clock: new LeapingClock(),
    log: silentLog,
    calls: () => calls,
    fetchJob: () => {
      const answer = answers[Math.min(calls, answers.length - 1)];
      calls += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

const away = new OrchestratorError('away', null);
const unknown = new OrchestratorError('unknown', 404);

await t.test('an orchestrator that is away is waited for, an hour too', async (t) => {
  const anHour = 3_600_000;
  const clock = new LeapingClock();
  const spec = await fetchSpec(
    'a',
    {
      clock,
      log: silentLog,
      fetchJob: () => (clock.now() < anHour ? Promise.reject(away) : Promise.resolve('spec')),
    },
    signal,
  );
  t.equal(spec, 'spec');
  t.ok(clock.now() >= anHour);
});

await t.test('a job that is not known yet is asked for again, but not for ever', async (t) => {
  const late = source(unknown, unknown, { job: 1 });
  t.same(await fetchSpec('a', late, signal), { job: 1 });
  const never = source(unknown);
  await t.rejects(fetchSpec('a', never, signal), { code: 'JOB_INVALID', message: /unknown/ });
  t.equal(never.calls(), 5);
});

await t.test('a refusal ends it at once; a token that is not accepted does not', async (t) => {
  const refused = source(new OrchestratorError('bad request', 400));
  await t.rejects(fetchSpec('a', refused, signal), { code: 'JOB_INVALID' });
  t.equal(refused.calls(), 1);
  t.same(await fetchSpec('a', source(new OrchestratorError('who are you', 401), { job: 1 }), signal), {
    job: 1,
  });
});

await t.test('aborted, it gives up with the reason', async (t) => {
  const abort = new AbortController();
  const stopped = {
    ...source(away),
    fetchJob: () => (abort.abort(new Error('stopped')), Promise.reject(away)),
  };
  await t.rejects(fetchSpec('a', stopped, abort.signal), { message: 'stopped' });
});
