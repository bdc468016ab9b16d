import { workerStatusSchema } from '@dumont/protocol/sark';
import t from 'tap';
import { Metrics } from './metrics.ts';

/** @returns the samples of a family, by their labels */
async function samplesOf(metrics: Metrics, name: string): Promise<Record<string, string>> {
  const lines = (await metrics.registry.metrics()).split('\n');
  const samples = lines.flatMap((line) => {
    const [, family, labels, value] = /^(\w+)(\{.*\})? (\S+)$/.exec(line) ?? [];
    return family === name ? [[labels ?? '', value ?? ''] as const] : [];
  });
  return Object.fromEntries(samples);
}

await t.test('a fresh worker has counted nothing', async (t) => {
  const metrics = new Metrics();
  t.strictSame(await samplesOf(metrics, 'dumont_jobs_total'), {});
  t.strictSame(await samplesOf(metrics, 'dumont_jobs_reaped_total'), { '': '0' });
  t.strictSame(await samplesOf(metrics, 'dumont_outbox_results'), { '': '0' });
  t.strictSame(await samplesOf(metrics, 'dumont_redis_connected'), { '': '0' });
  t.strictSame(await samplesOf(metrics, 'dumont_orchestrator_reachable'), { '': '0' });
});

await t.test('it is in one status at a time', async (t) => {
  const metrics = new Metrics();
  for (const current of workerStatusSchema.options) {
    metrics.status(current);
    const statuses = await samplesOf(metrics, 'dumont_worker_status');
    t.equal(Object.keys(statuses).length, workerStatusSchema.options.length);
    t.strictSame(
      Object.entries(statuses).filter(([, value]) => value === '1'),
      [[`{status="${current}"}`, '1']],
    );
  }
});

await t.test('jobs are counted by outcome, and timed in seconds', async (t) => {
  const metrics = new Metrics();
  metrics.jobs.inc({ outcome: 'Complete' });
  metrics.jobs.inc({ outcome: 'Complete' });
  metrics.jobs.inc({ outcome: 'given-back' });
  metrics.jobSeconds.observe(3);
  metrics.jobSeconds.observe(3000);
  t.strictSame(await samplesOf(metrics, 'dumont_jobs_total'), {
    '{outcome="Complete"}': '2',
    '{outcome="given-back"}': '1',
  });
  const buckets = await samplesOf(metrics, 'dumont_job_duration_seconds_bucket');
  t.match(buckets, { '{le="2"}': '0', '{le="5"}': '1', '{le="1800"}': '1', '{le="+Inf"}': '2' });
  t.strictSame(await samplesOf(metrics, 'dumont_job_duration_seconds_sum'), { '': '3003' });
});

await t.test('two workers in one process count apart', async (t) => {
  const [one, other] = [new Metrics(), new Metrics()];
  one.published.inc({ answer: 'OK' });
  t.strictSame(await samplesOf(one, 'dumont_results_published_total'), { '{answer="OK"}': '1' });
  t.strictSame(await samplesOf(other, 'dumont_results_published_total'), {});
});

await t.test(
  'every family is of Dumont and says what it is; the process is watched when asked',
  async (t) => {
    const metrics = new Metrics();
    const own = await metrics.registry.getMetricsAsJSON();
    for (const { name, help } of own) {
      t.match(name, /^dumont_/);
      t.match(help, /\.$/);
    }
    metrics.watchProcess();
    t.teardown(() => {
      metrics.registry.clear();
    });
    t.match(await metrics.registry.metrics(), /^process_cpu_seconds_total /m);
  },
);
