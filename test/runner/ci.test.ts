/** The command as pipelines call it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { prepareCommand } from '../support/command.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

await t.test('in a GitHub workflow: a summary, annotations, and no commands but ours', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t, '::error::injected.onnx');
  const summary = path.join(path.dirname(model), 'summary.md');
  writeFileSync(summary, '');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  const { exitCode, stdout, stderr } = await command.run(['-m', model, ...QUICK], { env });
  t.equal(exitCode, 0);
  t.match(readFileSync(summary, 'utf8'), /^### ::error::injected\.onnx$/m);
  t.match(stdout, /^::error::injected\.onnx$/m, 'what a model says is shown as it is');
  const lines = stderr.trimEnd().split('\n');
  const token = /^::stop-commands::([0-9a-f-]{36})$/.exec(lines[0] ?? '')?.[1];
  t.ok(token, 'and cannot command the runner');
  const resumed = lines.indexOf(`::${token}::`);
  t.ok(resumed > 0);
  t.strictSame(
    lines
      .slice(resumed + 1)
      .filter((line) => !line.startsWith('::warning title=%3A%3Aerror%3A%3Ainjected.onnx%3A ')),
    [],
  );
});

await t.test('commands are allowed again where the command fails early', async (t) => {
  const { exitCode, stderr } = await prepareCommand(t).run(['-m', 'none.onnx', '--inputs', 'none'], {
    env: { GITHUB_ACTIONS: 'true' },
  });
  t.equal(exitCode, 2);
  const [, token] = /^::stop-commands::(.+)$/m.exec(stderr) ?? [];
  t.ok(stderr.includes(`\n::${token}::\n`));
});

await t.test('--ci leaves what pipelines show', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  const folder = path.dirname(model);
  const html = path.join(folder, 'report.html');
  const { exitCode } = await command.run(['-m', model, ...QUICK, '--ci', '-o', html], { cwd: folder });
  t.equal(exitCode, 0);
  t.match(readFileSync(path.join(folder, 'dumont.md'), 'utf8'), /^### tiny\.onnx$/m);
  t.match(
    readFileSync(path.join(folder, 'dumont-junit.xml'), 'utf8'),
    /<testcase classname="CPU \(ONNX\)" name="tiny\.onnx"/,
  );
  t.ok(existsSync(html));
});

await t.test('stored reports beside each other', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  const file = (name: string) => path.join(path.dirname(model), name);
  t.equal(
    (await command.run(['-m', model, ...QUICK, '-o', file('a.json'), '-o', file('b.ndjson')])).exitCode,
    0,
  );
  const { exitCode, stdout, stderr } = await command.run([
    'compare',
    file('a.json'),
    file('b.ndjson'),
    '-o',
    file('c.csv'),
  ]);
  t.equal(exitCode, 0);
  t.match(stdout, /^Comparison +by median\n +model +unit +median .*\n +tiny\.onnx.*\n +tiny\.onnx.*\n$/);
  t.equal(stderr, '');
  t.equal(readFileSync(file('c.csv'), 'utf8').trimEnd().split('\n').length, 3);

  writeFileSync(
    file('a.json'),
    readFileSync(file('a.json'), 'utf8').replace(
      '"graphOptimization": "all"',
      '"graphOptimization": "basic"',
    ),
  );
  const unlike = await command.run(['compare', file('a.json'), file('b.ndjson')]);
  t.match(unlike.stderr, /report 2 was measured otherwise than the first: graph optimization: basic → all/);
  const alone = await command.run(['compare', file('b.ndjson')]);
  t.match(alone.stdout, /tiny\.onnx[^]*Inference[^]*median/, 'one alone is shown whole');
  const noJson = await command.run(['compare', file('c.csv')]);
  t.match(noJson.stderr, /c\.csv, number 1, is no JSON/);
  const missing = await command.run(['compare', file('none.json')]);
  t.equal(missing.exitCode, 2);
  t.match(missing.stderr, /Cannot read the report .*none\.json: there is no such file/);
});
