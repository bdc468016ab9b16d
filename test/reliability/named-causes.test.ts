/** Why Redis does not do what the worker needs: the log and `/readyz` name it, and once it is mended the worker takes jobs. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import t from 'tap';
import { makeCertificate } from '../../tools/redis/certificate.ts';
import { findFreePort } from '../../tools/redis/free-port.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { startService, type Service } from '../support/service.ts';
import { allowEverything, outOfMemory, USER, withoutRight } from './support/refusals.ts';
import { startFleet, type Fleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const CPU = 'CPU (ONNX)';

interface Cause {
  readonly name: string;
  readonly begin: (admin: Redis) => Promise<unknown>;
  readonly mend: (admin: Redis) => Promise<unknown>;
  readonly words: RegExp;
}

const causes: readonly Cause[] = [
  {
    name: 'another password',
    begin: (admin) => admin.call('ACL', 'SETUSER', USER, 'resetpass', '>another'),
    mend: (admin) => admin.call('ACL', 'SETUSER', USER, 'resetpass', '>secret'),
    words: /WRONGPASS/,
  },
  {
    name: 'a user that is switched off',
    begin: (admin) => admin.call('ACL', 'SETUSER', USER, 'off'),
    mend: (admin) => admin.call('ACL', 'SETUSER', USER, 'on'),
    words: /WRONGPASS/,
  },
  { ...outOfMemory, words: /OOM/ },
  { ...withoutRight('EVALSHA'), words: /NOPERM.*evalsha/ },
  // Within a script; the server's version decides how much it says.
  { ...withoutRight('LMOVE'), words: /lmove|user executing the script/ },
  {
    name: 'keys that are another’s',
    begin: (admin) => admin.call('ACL', 'SETUSER', USER, 'resetkeys', '~others:*'),
    mend: (admin) => admin.call('ACL', 'SETUSER', USER, '~*'),
    words: /NOPERM.*keys?/,
  },
  {
    name: 'a replica',
    // Of a master that is not there.
    begin: (admin) => admin.replicaof('127.0.0.1', 1),
    mend: (admin) => admin.replicaof('NO', 'ONE'),
    words: /READONLY/,
  },
];

async function reasonsUntil(port: number, words: RegExp): Promise<string> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    const { reasons } = ((await answer?.json()) ?? { reasons: [] }) as { reasons: string[] };
    const text = reasons.join('\n');
    if (words.test(text)) return text;
    await delay(50);
  }
}

async function isNamed(service: Service, port: number, words: RegExp): Promise<void> {
  await service.logged(({ err }) => words.test(JSON.stringify(err ?? '')));
  await reasonsUntil(port, words);
}

async function completes(fleet: Fleet): Promise<boolean> {
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  return result?.status === 'Complete';
}

for (const { name, begin, mend, words } of causes) {
  await t.test(name, options, async (t) => {
    const fleet = await startFleet(t);
    await allowEverything(fleet.client);
    const port = await findFreePort();
    const redisUrl = `redis://${USER}:secret@127.0.0.1:${fleet.redis.port}`;
    const service = startService(t, fleet, { flags: { redisUrl, metricsPort: String(port) } });
    t.ok(await completes(fleet));
    await begin(fleet.client);
    // A connection that is there goes on under the rights that it had.
    await fleet.client.call('CLIENT', 'KILL', 'USER', USER);
    await isNamed(service, port, words);
    await mend(fleet.client);
    t.ok(await completes(fleet));
    t.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
  });
}

await t.test('a certificate of another authority', options, async (t) => {
  const folder = t.testdir({ own: {}, other: {} });
  const own = await makeCertificate(path.join(folder, 'own'));
  const other = await makeCertificate(path.join(folder, 'other'));
  const [tlsPort, port] = [await findFreePort(), await findFreePort()];
  const use = ({ certFile, keyFile }: typeof own) => [
    ...['tls-cert-file', certFile, 'tls-key-file', keyFile, 'tls-ca-cert-file', certFile],
  ];
  const words = use(other).map((word, index) => (index % 2 === 0 ? `--${word}` : word));
  const fleet = await startFleet(t, {
    args: [...words, '--tls-auth-clients', 'no', '--tls-port', String(tlsPort)],
  });
  const flags = { redisUrl: `rediss://127.0.0.1:${tlsPort}`, metricsPort: String(port) };
  const service = startService(t, fleet, { flags, ca: await readFile(own.certFile, 'utf8') });
  await isNamed(service, port, /self-signed certificate/);
  await fleet.client.config('SET', ...(use(own) as [string, string]));
  t.ok(await completes(fleet));
});
