/** It can be told to be slow, to fail, to forget and to be away. */
import t from 'tap';
import { startOrchestrator } from './server/start-orchestrator.ts';
import { startTestBed } from './testing.ts';
import { skipWithoutRedis } from '../redis/testing.ts';

const skip = skipWithoutRedis;

await t.test('a call fails as often as it was told, without effect', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  const register = (UDID: string) =>
    call('POST', 'api/register', {
      ...{ device_name: 'd', ip_address: '::1', capabilities: [] },
      device_info: { UDID },
    });
  orchestrator.fail('register', 503, 2);
  for (const udid of ['a', 'b']) t.match(await register(udid), { status: 503, body: { error: String } });
  t.strictSame(orchestrator.workers(), []);
  t.match(await call('GET', 'api/health'), { status: 200 }, 'others do not fail');
  t.match(await register('c'), { status: 200 });
  t.equal(orchestrator.calls('register'), 3);

  t.match(await call('POST', 'dev/fail', { call: '*', how: 500 }), { status: 200, body: { times: 1 } });
  t.match(await call('GET', 'api/health'), { status: 500 });
  t.match(await register('d'), { status: 200 });

  orchestrator.fail('job', 500, Infinity);
  t.match(await call('GET', 'api/jobs/none'), { status: 500 });
  orchestrator.fail('job', 500, 0);
  t.match(await call('GET', 'api/jobs/none'), { status: 404 });
});

await t.test('it hangs up', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  orchestrator.fail('health', 'hang-up');
  await t.rejects(call('GET', 'api/health'), { name: 'TypeError' });
  t.match(await call('GET', 'api/health'), { status: 200 });
  await call('POST', 'dev/fail', { call: 'workers', how: 'hang-up' });
  await t.rejects(call('GET', 'api/workers'), { name: 'TypeError' });
  t.match(await call('POST', 'dev/fail', { call: 'health', how: 200 }), { status: 400 });
  t.match(await call('POST', 'dev/fail', { call: 'helth', how: 500 }), { status: 400 });
});

await t.test('it is slow, in one call or in all', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  orchestrator.delay(3_600_000, 'health');
  const answer = call('GET', 'api/health');
  await orchestrator.waitFor(() => orchestrator.calls('health') === 1);
  t.match(await call('GET', 'api/workers'), { status: 200 }, 'others are not');
  t.equal(await Promise.race([answer, Promise.resolve('no answer')]), 'no answer');
  t.match(await call('POST', 'dev/delay', { ms: 0, call: 'health' }), { status: 200 });
  t.match(await call('GET', 'api/health'), { status: 200 });

  t.match(await call('POST', 'dev/delay', { ms: 40 }), { body: { ms: 40, call: '*' } });
  const startMs = performance.now();
  await call('GET', 'api/workers');
  // Timers may be a millisecond early.
  t.ok(performance.now() - startMs >= 39);
  t.match(await call('POST', 'dev/delay', { ms: -1 }), { status: 400 });

  const cut = t.rejects(answer, { name: 'TypeError' });
  await orchestrator.stop();
  await cut;
});

await t.test('it forgets when it is told by HTTP', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  const { campaignId } = await orchestrator.postCampaign({ modelUrl: 'http://x/m', jobs: [] });
  t.match(await call('GET', `api/campaigns/${campaignId}`), { status: 200 });
  t.match(await call('POST', 'dev/forget'), { status: 200 });
  t.match(await call('GET', `api/campaigns/${campaignId}`), { status: 404 });
});

await t.test(
  'away it refuses connections, back it is where it was and knows what it knew',
  { skip },
  async (t) => {
    const { call, orchestrator, client } = await startTestBed(t);
    const { campaignId } = await orchestrator.postCampaign({ modelUrl: 'http://x/m', jobs: [] });
    await orchestrator.goAway();
    await t.rejects(call('GET', 'api/health'), { cause: { code: 'ECONNREFUSED' } });
    await client.lpush('results', '{"job_id": "j"}');
    t.equal((await orchestrator.waitForResults('j')).length, 1, 'results are taken all the same');
    await orchestrator.comeBack();
    t.match(await call('GET', `api/campaigns/${campaignId}`), { status: 200 });
  },
);

await t.test('strange requests are refused', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  t.match(await call('GET', 'api/nothing'), { status: 404, body: { error: String } });
  const response = await fetch(new URL('api/register', orchestrator.url), {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"device_' },
  });
  t.equal(response.status, 400);
  t.match(await response.json(), { error: String });
});

await t.test('who waits when it stops is told', { skip }, async (t) => {
  const { orchestrator } = await startTestBed(t);
  const waits = [
    t.rejects(orchestrator.waitForResults('none'), /stopped/),
    t.rejects(
      orchestrator.waitFor(() => false),
      /stopped/,
    ),
  ];
  await t.rejects(
    orchestrator.waitFor(() => {
      throw new RangeError('of the predicate');
    }),
    RangeError,
  );
  await orchestrator.stop();
  await Promise.all(waits);
});

await t.test('a port that is taken is said, and nothing is left running', { skip }, async (t) => {
  const { orchestrator, redis } = await startTestBed(t);
  await t.rejects(startOrchestrator({ redisUrl: redis.url, port: orchestrator.port }), {
    code: 'EADDRINUSE',
  });
});
