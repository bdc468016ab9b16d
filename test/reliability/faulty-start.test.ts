/** Faults at the start are faults, not exits: each is named, and the worker takes jobs once it is mended. */
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import t from 'tap';
import { findFreePort } from '../../tools/redis/free-port.ts';
import { mountDisk, skipWithoutMounts } from '../support/mounts.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { startService } from '../support/service.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import { startFleet, type Fleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const onDisk = { skip: skipWithoutRedis || skipWithoutMounts };
const CPU = 'CPU (ONNX)';

async function completes(fleet: Fleet): Promise<boolean> {
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  return result?.status === 'Complete';
}

const isFault =
  (what: RegExp) =>
  ({ msg }: LogLine): boolean =>
    msg.startsWith('no jobs are taken') && what.test(msg);

await t.test('a read-only disk', onDisk, async (t) => {
  const fleet = await startFleet(t);
  const disk = await mountDisk(t, fleet.dataDir, '4m');
  await disk.setWritable(false);
  const worker = startService(t, fleet);
  await worker.logged(isFault(/data folder .* cannot be used/));
  await disk.setWritable(true);
  t.ok(await completes(fleet));
});

await t.test('a full disk', onDisk, async (t) => {
  const fleet = await startFleet(t);
  await mountDisk(t, fleet.dataDir, '1m');
  const ballast = path.join(fleet.dataDir, 'ballast');
  await writeFile(ballast, Buffer.alloc(2 ** 21)).catch(() => undefined);
  const worker = startService(t, fleet);
  await worker.logged(isFault(/cannot be used|MB are free/));
  await rm(ballast);
  t.ok(await completes(fleet));
});

await t.test('a metrics port that is taken', options, async (t) => {
  const fleet = await startFleet(t);
  const port = await findFreePort();
  const squatter = net.createServer().listen(port, '127.0.0.1');
  await once(squatter, 'listening');
  const worker = startService(t, fleet, { flags: { metricsPort: String(port) } });
  await worker.logged(isFault(/metrics cannot be served: .*EADDRINUSE/));
  squatter.close();
  t.ok(await completes(fleet));
  t.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
});

await t.test('a folder in the outbox where a result would be', options, async (t) => {
  const fleet = await startFleet(t);
  const outbox = path.join(fleet.dataDir, 'outbox');
  await mkdir(path.join(outbox, 'x.json', 'inner'), { recursive: true });
  const worker = startService(t, fleet);
  await worker.logged(({ msg }) => msg.includes('is damaged'));
  t.ok(await completes(fleet));
  const names = await readdir(outbox);
  t.ok(names.includes('x.json.damaged'));
  t.notOk(names.includes('x.json'));
});

await t.test('a folder in the place of the identity', options, async (t) => {
  const fleet = await startFleet(t);
  const file = path.join(fleet.dataDir, 'identity.json');
  await mkdir(file, { recursive: true });
  const worker = startService(t, fleet);
  await worker.logged(isFault(/identity cannot be written/));
  await rm(file, { recursive: true });
  t.ok(await completes(fleet));
});

await t.test('a signal in the middle of the start ends it', options, async (t) => {
  const fleet = await startFleet(t);
  const begun = Promise.withResolvers<undefined>();
  const device = (): Promise<never> => {
    begun.resolve(undefined);
    return new Promise(() => undefined);
  };
  const worker = startService(t, fleet, { parts: { device } });
  await begun.promise;
  await worker.drain();
  t.same(fleet.orchestrator.workers(), []);
});

await t.test('an id with braces', options, async (t) => {
  const fleet = await startFleet(t);
  fleet.orchestrator.rename('{1}');
  startService(t, fleet);
  t.ok(await completes(fleet));
});
