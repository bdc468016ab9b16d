/** The command as users meet it when something is wrong, or when they ask for help: the real program, spawned. */
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { reportSchema } from '@dumont/protocol';
import t from 'tap';
import { COMMAND_ARGUMENTS, prepareCommand } from '../support/command.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';
import { runUnread } from '../support/unread.ts';

await t.test('help says what there is, in 80 columns', async (t) => {
  const command = prepareCommand(t);
  for (const args of [['--help'], ['probe', '--help'], ['completion', '--help'], ['help', 'probe']]) {
    const { exitCode, stdout, stderr } = await command.run(args);
    t.equal(exitCode, 0, args.join(' '));
    t.match(stdout, /^Usage: dumont-runner/);
    t.match(stdout, /Examples:/);
    t.ok(stdout.split('\n').every((line) => line.length <= 80));
    t.equal(stderr, '');
  }
  t.match((await command.run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

await t.test('wrong use is told at once, on stderr, with exit code 2', async (t) => {
  const command = prepareCommand(t);
  const folder = t.testdir();
  const cases = [
    [[], /^error: --model is missing/],
    [['-m', 'a.onnx', '--rnus', '3'], /unknown option '--rnus'\n +\(Did you mean --runs\?\)/],
    [['-m', 'a.onnx', '--runs', '0'], /^error: --runs must be a whole number from 1/],
    [['-m', 'a.onnx', '--runs', '-3'], /^error: --runs must be a whole number from 1 .* not "-3"/],
    [['-m', 'a.onnx', '--format', 'pdf'], /Allowed choices are table, json, ndjson, csv, markdown/],
    [['a.onnx'], /a model is given by --model a\.onnx/],
    [
      ['-m', 'a.onnx', '-o', path.join(folder, 'none', 'r.json')],
      /Cannot write .*: the folder does not exist/,
    ],
    [['-m', 'a.onnx', '-o', 'result.xyz'], /--output must be a file whose ending names a format/],
    [['-m', 'a.onnx', '--inputs', path.join(folder, 'none')], /--inputs: .*: there is no folder/],
  ] as const;
  for (const [args, message] of cases) {
    const { exitCode, stdout, stderr } = await command.run(args);
    t.equal(exitCode, 2, args.join(' '));
    t.match(stderr, message);
    t.equal(stdout, '');
    t.ok(!stderr.includes('    at '), 'no stack');
  }
});

await t.test('what is no model ends in a failed report and exit code 10', async (t) => {
  const command = prepareCommand(t);
  const folder = t.testdir({
    'text.onnx': 'no model at all\n',
    'empty.onnx': '',
    'dir.onnx': {},
    'notes.txt': 'x',
  });
  const tiny = writeTinyModel(t, 'cut.onnx');
  truncateSync(tiny, 40);
  const cases = [
    [path.join(folder, 'missing.onnx'), 'MODEL_NOT_FOUND'],
    [path.join(folder, 'dir.onnx'), 'MODEL_NOT_FOUND'],
    [path.join(folder, 'notes.txt'), 'MODEL_UNSUPPORTED'],
    [path.join(folder, 'empty.onnx'), 'MODEL_INVALID'],
    [path.join(folder, 'text.onnx'), 'MODEL_INVALID'],
    [tiny, 'MODEL_INVALID'],
  ] as const;
  for (const [model, code] of cases) {
    const { exitCode, stdout, stderr } = await command.run(['--model', model, ...QUICK, '-f', 'json']);
    const report = reportSchema.parse(JSON.parse(stdout));
    t.match(report, {
      status: 'failed',
      model: { fileName: path.basename(model) },
      error: { code, exitCode: 10 },
    });
    t.equal(exitCode, 10, path.basename(model));
    t.match(stderr, new RegExp(`"code":"${code}"`), 'a person hears of it too');
  }
  t.strictSame(command.leftovers(), []);
});

await t.test('a reader that leaves is no error of any command', async (t) => {
  const command = prepareCommand(t);
  for (const args of [['--help'], ['--version'], ['completion', 'bash'], ['probe']]) {
    const words = [process.execPath, ...COMMAND_ARGUMENTS, ...args];
    t.equal(await runUnread(words, command.environment), 'exit code 0', args.join(' '));
  }
});
