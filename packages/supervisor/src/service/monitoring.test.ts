import t from 'tap';
import { z } from 'zod';
import { Metrics } from '../metrics/metrics.ts';
import { silentLog } from '../testing/silent-log.ts';
import { Monitoring } from './monitoring.ts';

const readinessSchema = z.object({ ready: z.boolean(), reasons: z.array(z.string()) });

await t.test('a worker is not ready before it has registered, and says so', async (t) => {
  const ports: number[] = [];
  const log = silentLog.child({});
  log.info = ({ port }: { port: number }) => void ports.push(port);
  const monitoring = new Monitoring({
    port: 0,
    metrics: new Metrics(),
    broker: { troubles: [] },
    state: { faults: [], remarks: [] },
    draining: new AbortController().signal,
    log,
  });
  t.teardown(() => monitoring.close());
  await monitoring.start(() => 0);
  await monitoring.start(() => 0);
  t.equal(ports.length, 1, 'begun once');
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${ports[0]}/readyz`);
    return { status: response.status, ...readinessSchema.parse(await response.json()) };
  };
  t.same(await ask(), {
    status: 503,
    ready: false,
    reasons: ['the worker has not registered with the orchestrator yet'],
  });
  monitoring.registered();
  t.same(await ask(), { status: 200, ready: true, reasons: [] });
});
