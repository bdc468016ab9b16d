/** A short part of `npm run chaos`; `--sabotage` shows that it notices what it is there to notice. */
import path from 'node:path';
import { execa } from 'execa';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { skipWithoutRedis } from '../../../tools/redis/testing.ts';

const program = path.resolve(import.meta.dirname, 'main.ts');
const verdictSchema = z.object({
  jobs: z.number(),
  lost: z.number(),
  duplicates: z.number(),
  kills: z.number(),
  zombies: z.number(),
  redisFaults: z.record(z.string(), z.number()),
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
  const { exitCode, verdict } = await runChaos(t, '--kills 8 --zombies 2 --workers 2 --seed 3');
  t.match(verdict, { lost: 0, duplicates: 0, kills: 8, zombies: 2 });
  t.ok(
    Object.values(verdict.redisFaults).every((times) => times > 0),
    'every fault of Redis',
  );
  t.strictSame([...verdict.leftOver, ...verdict.problems], []);
  t.ok(verdict.jobs > 0);
  t.equal(exitCode, 0);
});
