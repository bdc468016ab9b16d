/** A short part of `npm run chaos`, and that it notices what it is there to notice. */
import path from 'node:path';
import { execa } from 'execa';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { skipWithoutRedis } from '../support/redis.ts';

const program = path.resolve(import.meta.dirname, '../../tools/chaos/main.ts');
const verdictSchema = z.object({
  jobs: z.number(),
  lost: z.number(),
  duplicates: z.number(),
  kills: z.number(),
  zombies: z.number(),
  redisKills: z.number(),
  leftOver: z.array(z.string()),
  problems: z.array(z.string()),
});

async function runChaos(t: Test, words: string) {
  const result = await execa(
    process.execPath,
    [...process.execArgv, program, '--json', ...words.split(' ')],
    {
      reject: false,
    },
  );
  t.comment(result.stdout);
  return { exitCode: result.exitCode, verdict: verdictSchema.parse(JSON.parse(result.stdout)) };
}

const options = { skip: skipWithoutRedis };

await t.test('workers and Redis are killed, and every job has one result', options, async (t) => {
  const { exitCode, verdict } = await runChaos(t, '--kills 12 --zombies 3 --workers 2 --seed 3');
  t.match(verdict, { lost: 0, duplicates: 0, kills: 12, zombies: 3, redisKills: 1 });
  t.strictSame([...verdict.leftOver, ...verdict.problems], []);
  t.ok(verdict.jobs > 0);
  t.equal(exitCode, 0);
});

await t.test('where Redis forgets what was published, it finds duplicates', options, async (t) => {
  const words = '--kills 0 --zombies 6 --stage run --redis-kills 0 --workers 2 --seed 3 --sabotage forget';
  const { exitCode, verdict } = await runChaos(t, words);
  t.ok(verdict.duplicates > 0);
  t.equal(exitCode, 1);
});

await t.test('where jobs are popped, it finds them lost', options, async (t) => {
  const words = '--kills 2 --zombies 0 --redis-kills 0 --workers 1 --seed 3 --sabotage pop';
  const { exitCode, verdict } = await runChaos(t, words);
  t.ok(verdict.lost > 0);
  t.equal(exitCode, 1);
});
