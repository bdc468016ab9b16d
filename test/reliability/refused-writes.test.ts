/** Every script with each of its writes refused, each way of refusing, and then mended: one result a job, and no job gone or doubled. */
import { readdirSync } from 'node:fs';
import type { Redis } from 'ioredis';
import t, { type Test } from 'tap';
import { claimedKey } from '@dumont/supervisor';
import { QueueClient } from '../../packages/supervisor/src/sark/queue/queue-client.ts';
import { scripts } from '../../packages/supervisor/src/sark/queue/scripts.ts';
import type { RedisServer } from '../../tools/redis/start-redis.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { connectionTo, testsOnRedis } from '../support/redis-connections.ts';
import {
  allowEverything,
  commandsOf,
  isWrite,
  ofAnotherType,
  outOfMemory,
  USER,
  withoutRight,
  type Refusal,
} from './support/refusals.ts';
import {
  die,
  KEYS,
  keys,
  LEASE_MS,
  NOT_TEXT,
  QUEUE,
  situations,
  type Parties,
  type Situation,
} from './support/situations.ts';
import { startFleet } from '../support/worker.ts';

/** What becomes of the worker to which something was refused, once that is mended. */
const recoveries: Readonly<Record<string, (situation: Situation, parties: Parties) => Promise<unknown>>> = {
  'it tries again': async ({ act }, parties) => {
    await act(parties);
    await giveBackAll(parties.w1);
  },
  'it gives back what it has': (_situation, { w1 }) => giveBackAll(w1),
  'it dies': (_situation, parties) => reapAll(parties),
  'it is taken for dead, and tries again': async ({ act }, parties) => {
    await reapAll(parties);
    await act(parties);
    await reapAll(parties);
  },
};

async function giveBackAll(queue: QueueClient): Promise<void> {
  for (const job of (await queue.held()).jobs) await queue.release(job, 'nothing');
}

async function reapAll(parties: Parties): Promise<void> {
  const { w2 } = parties;
  await die('w1', parties);
  await w2.reap('w1');
}

/** Another worker takes what is there and publishes it, as long as there is anything. */
async function workOff(parties: Parties): Promise<void> {
  const { admin } = parties;
  const w3 = new QueueClient(admin, QUEUE, 'w3');
  for (const workerId of ['w1', 'w2']) {
    await die(workerId, parties);
    await w3.reap(workerId);
  }
  for (let run = 0; ; run++) {
    const claim = await w3.claim(LEASE_MS, `new ${run}`);
    if (claim === null) return;
    if ('jobId' in claim) await w3.ack(claim, claim.jobId);
  }
}

async function lengths(admin: Redis): Promise<Record<string, number>> {
  const { queue, job, redo } = keys;
  const lists = [queue, claimedKey(QUEUE, 'w1'), claimedKey(QUEUE, 'w2'), claimedKey(QUEUE, 'w3')];
  const ofLists = await Promise.all(lists.map(async (key) => [key, await admin.llen(key)] as const));
  const ofHashes = await Promise.all([job, redo].map(async (key) => [key, await admin.hlen(key)] as const));
  return Object.fromEntries([...ofLists, ...ofHashes].filter(([, length]) => length > 0));
}

const test = testsOnRedis(t);

async function meet(t: Test, server: RedisServer): Promise<Parties> {
  const admin = await connectionTo(t, server);
  await allowEverything(admin);
  const redis = await connectionTo(t, server, { username: USER, password: 'secret' });
  return { admin, redis, w1: new QueueClient(redis, QUEUE, 'w1'), w2: new QueueClient(admin, QUEUE, 'w2') };
}

/** @returns whether anything was refused, and what is wrong in the end */
async function tryOne(
  parties: Parties,
  situation: Situation,
  refusal: Refusal,
  recover: (situation: Situation, parties: Parties) => Promise<unknown>,
) {
  const { admin } = parties;
  await admin.flushall();
  await situation.prepare(parties);
  const idsBefore = await idsThere(admin);
  await refusal.begin(admin);
  const refused = await situation.act(parties).then(
    () => null,
    (error: unknown) => String(error),
  );
  await refusal.mend(admin);
  await recover(situation, parties);
  await workOff(parties);
  const published = await admin.zrange(keys.done, '0', '-1');
  return {
    refused,
    left: await lengths(admin),
    results: (await admin.lrange('results', 0, -1)).sort(),
    idsBefore,
    otherRuns: (situation.runs ?? []).filter((run) => !published.includes(run)),
  };
}

/** Every job that has a place or a result, once. */
async function idsThere(admin: Redis): Promise<string[]> {
  const lists = [QUEUE, claimedKey(QUEUE, 'w1'), claimedKey(QUEUE, 'w2'), 'results'];
  const ids = await Promise.all(lists.map((list) => admin.lrangeBuffer(list, 0, -1)));
  return [
    ...new Set(
      ids
        .flat()
        .filter((id) => !id.equals(NOT_TEXT))
        .map(String),
    ),
  ].sort();
}

await t.test('no script is left out', async (t) => {
  const files = readdirSync(new URL('../../packages/supervisor/src/sark/lua', import.meta.url));
  const names = files.map((file) => file.replace(/\.lua$/, '')).filter((name) => name !== 'run');
  t.same(names.sort(), Object.keys(situations).sort());
  t.same(Object.keys(scripts).sort(), Object.keys(situations).sort());
});

for (const [script, ways] of Object.entries(situations)) {
  await test(`${script}: with any of its writes refused, nothing is lost and nothing is published twice`, async (t, server) => {
    const parties = await meet(t, server);
    const commands = commandsOf(script);
    const refusals = [...commands.map(withoutRight), ...KEYS.map(ofAnotherType), outOfMemory];
    const seen = new Set<string>();
    for (const situation of ways) {
      for (const refusal of refusals) {
        for (const [recovery, recover] of Object.entries(recoveries)) {
          const end = await tryOne(parties, situation, refusal, recover);
          if (end.refused !== null && refusal.command !== null) seen.add(refusal.command);
          const { left, results, otherRuns, idsBefore } = end;
          t.same(
            { left, results, otherRuns },
            { left: {}, results: idsBefore, otherRuns: [] },
            `${situation.name}, ${refusal.name} (${end.refused ?? 'not refused'}), ${recovery}`,
          );
        }
      }
    }
    for (const command of commands) {
      if (await isWrite(parties.admin, command)) t.ok(seen.has(command), `${command} has been refused`);
    }
  });
}

await t.test(
  'a worker that may not publish keeps its result until it may',
  { skip: skipWithoutRedis },
  async (t) => {
    const fleet = await startFleet(t, {
      args: ['--user', USER, 'on', '>secret', '~*', '&*', '+@all', '-lpush'],
    });
    const modelUrl = await fleet.model('fast.onnx', {});
    const jobs = [{ computeUnit: 'CPU (ONNX)' }, { computeUnit: 'CPU (ONNX)' }];
    const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs });
    const url = fleet.redis.url.replace('//', `//${USER}:secret@`);
    const worker = fleet.start({ flags: ['--redis-url', url] });
    await worker.logged(({ msg }) => msg.startsWith('the result cannot be published now'));
    await withoutRight('LPUSH').mend(fleet.client);
    await fleet.orchestrator.waitForResults(2);
    t.same(
      jobIds.map((id) => fleet.orchestrator.results(id).length),
      [1, 1],
    );
    t.same(fleet.orchestrator.duplicates(), []);
  },
);
