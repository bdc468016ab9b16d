/** The redis-server that other tests rely on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Redis } from 'ioredis';
import t, { type Test } from 'tap';
import { makeCertificate } from '../../tools/redis/certificate.ts';
import { allGone } from '../support/processes.ts';
import { skipWithoutRedis, startTestRedis } from '../../tools/redis/testing.ts';

const skip = skipWithoutRedis;

function connect(t: Test, url: string, tls?: { readonly ca: Buffer }): Redis {
  const client = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
    ...(tls && { tls }),
  });
  // A server that is away is what some of these tests are about.
  client.on('error', () => undefined);
  t.teardown(() => {
    client.disconnect();
  });
  return client;
}

await t.test('two at once answer, each on its own', { skip }, async (t) => {
  const [one, two] = await Promise.all([startTestRedis(t), startTestRedis(t)]);
  t.not(one.port, two.port);
  t.equal(await connect(t, one.url).set('key', 'of one'), 'OK');
  t.equal(await connect(t, two.url).get('key'), null);
});

await t.test('what was answered survives kill -9 and restart on the same port', { skip }, async (t) => {
  const redis = await startTestRedis(t, { appendonly: true });
  const client = connect(t, redis.url);
  await client.rpush('list', 'a', 'b');
  const { pid } = redis;
  await redis.kill();
  await redis.restart();
  t.not(redis.pid, pid);
  t.strictSame(await client.lrange('list', 0, -1), ['a', 'b']);
  await client.rpush('list', 'c');
  await redis.restart();
  t.strictSame(await client.lrange('list', 0, -1), ['a', 'b', 'c']);
});

await t.test('without a log of writes nothing survives', { skip }, async (t) => {
  const redis = await startTestRedis(t);
  const client = connect(t, redis.url);
  await client.set('key', 'value');
  await redis.restart();
  t.equal(await client.get('key'), null);
});

const skipPause = skip || (process.platform !== 'linux' && 'the state of a process is read from /proc');

await t.test('paused it stands still, resumed it answers', { skip: skipPause }, async (t) => {
  const redis = await startTestRedis(t);
  const client = connect(t, redis.url);
  await client.ping();
  redis.pause();
  while (!(await readFile(`/proc/${redis.pid}/stat`, 'utf8')).includes(') T ')) await setImmediate();
  const answer = client.ping();
  redis.resume();
  t.equal(await answer, 'PONG');
});

await t.test('a paused one can be stopped, and leaves nothing', { skip }, async (t) => {
  const redis = await startTestRedis(t);
  const [, folder = ''] = await connect(t, redis.url).config('GET', 'dir');
  t.ok(existsSync(folder));
  redis.pause();
  await redis.stop();
  t.notOk(existsSync(folder));
  t.throws(() => process.kill(redis.pid, 0));
});

await t.test('TLS, with a certificate of its own', { skip }, async (t) => {
  const certificate = await makeCertificate(t.testdir());
  const redis = await startTestRedis(t, { certificate });
  t.match(redis.url, /^rediss:/);
  const trusting = connect(t, redis.url, { ca: await readFile(certificate.certFile) });
  t.equal(await trusting.ping(), 'PONG');
});

await t.test('users and passwords by arguments', { skip }, async (t) => {
  const redis = await startTestRedis(t, { args: ['--user', 'worker', 'on', '>secret', '~jobs:*', '+@all'] });
  const worker = connect(t, redis.url.replace('//', '//worker:secret@'));
  t.equal(await worker.llen('jobs:x'), 0);
  await t.rejects(worker.llen('results'), /NOPERM/);
});

await t.test('what it refuses is said, and leaves nothing', { skip }, async (t) => {
  await t.rejects(startTestRedis(t, { args: ['--no-such-option', '1'] }), {
    name: 'RedisStartError',
    message: /no-such-option/,
  });
});

await t.test('it may say much: what it logs is read', { skip }, async (t) => {
  const redis = await startTestRedis(t);
  const client = connect(t, redis.url);
  const script = "for i = 1, 500 do redis.log(redis.LOG_WARNING, string.rep('x', 1000)) end return 'said'";
  t.equal(await client.eval(script, 0), 'said');
});

const skipDeath = skip || (process.platform !== 'linux' && 'only Linux ends a child with its parent');

await t.test('it ends with an owner that is killed', { skip: skipDeath }, async (t) => {
  const folder = t.testdir();
  const owner = spawn(
    process.execPath,
    [...process.execArgv, path.join(import.meta.dirname, 'fixtures/own-redis.ts')],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } },
  );
  const [pid] = (await once(owner.stdout, 'data')) as [Buffer];
  const pidFile = path.join(folder, 'pid');
  await writeFile(pidFile, pid);
  owner.kill('SIGKILL');
  t.strictSame(await allGone(pidFile), [Number(pid)]);
});
