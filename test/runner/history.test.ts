/** The history by the real command, in a folder of the test's own. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reportSchema } from '@dumont/protocol';
import t from 'tap';
import { z } from 'zod';
import { prepareCommand } from '../support/command.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

await t.test('runs are kept, listed, shown, exported and pruned', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  t.match((await command.run(['history', 'list'])).stdout, /^The history is empty/);
  for (let run = 0; run < 2; run++) t.equal((await command.run(['-m', model, ...QUICK])).exitCode, 0);
  t.equal((await command.run(['-m', model, ...QUICK, '--no-history'])).exitCode, 0);

  const list = await command.run(['history', 'list']);
  t.match(list.stdout, /\n +1 +\d{4}-\d\d-\d\d \d\d:\d\d +tiny\.onnx +CPU \(ONNX\) .* complete\n +2 /);
  t.match(list.stdout, /\nTrend\n {2}tiny\.onnx on CPU \(ONNX\): .* in 2 runs; no lasting change\.\n/s);
  t.equal(list.stderr, '', 'Node’s own warnings are kept from users');
  const exported = await command.run(['history', 'export', '-f', 'ndjson']);
  const reports = exported.stdout
    .trimEnd()
    .split('\n')
    .map((line) => reportSchema.parse(JSON.parse(line)));
  t.equal(reports.length, 2);
  const array = await command.run(['history', 'export', '-f', 'json']);
  t.equal(z.array(reportSchema).parse(JSON.parse(array.stdout)).length, 2);
  const shown = await command.run(['history', 'show', '1', '-f', 'json']);
  t.strictSame(reportSchema.parse(JSON.parse(shown.stdout)), reports[0]);
  t.match((await command.run(['history', 'show', '2'])).stdout, /^tiny\.onnx\nCPU \(ONNX\)/);
  const none = await command.run(['history', 'show', '9']);
  t.equal(none.exitCode, 2);
  t.match(none.stderr, /the history has no run 9/);

  t.equal((await command.run(['history', 'prune'])).exitCode, 2);
  t.match((await command.run(['history', 'prune', '--keep', '1'])).stdout, /^1 run removed/);
});

await t.test('a history that cannot be written costs one line, not the benchmark', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  const blocked = path.join(path.dirname(model), 'file');
  writeFileSync(blocked, '');
  const { exitCode, stderr } = await command.run(['-m', model, ...QUICK], {
    env: { DUMONT_DATA_DIR: blocked },
  });
  t.equal(exitCode, 0);
  t.match(stderr, /not kept in the history: /);
});

await t.test('--ci keeps none', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  const folder = path.dirname(model);
  const data = path.join(folder, 'data');
  t.equal(
    (await command.run(['-m', model, ...QUICK, '--ci'], { cwd: folder, env: { DUMONT_DATA_DIR: data } }))
      .exitCode,
    0,
  );
  t.notOk(existsSync(data));
  t.ok(readdirSync(folder).includes('dumont.md'));
  rmSync(path.join(folder, 'dumont.md'));
});
