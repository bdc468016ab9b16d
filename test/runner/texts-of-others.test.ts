/** Texts of a model's maker, in everything that the command prints of them. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printableJson } from '@dumont/protocol';
import { execa } from 'execa';
import t, { type Test } from 'tap';
import {
  findSteering,
  HOSTILE,
  HOSTILE_NAME,
  withoutOurOwn,
} from '../../packages/protocol/src/testing/hostile-text.ts';
import { COMMAND_ARGUMENTS, FAKE_ENGINE, prepareCommand } from '../support/command.ts';

const ENDINGS = ['txt', 'json', 'ndjson', 'csv', 'md', 'html', 'xml', 'prom'];
const QUICK = ['--engine', FAKE_ENGINE, '--loads', '1', '--runs', '2', '--warmup', '0', '--sandbox', 'off'];

async function writeModels(t: Test) {
  const folder = t.testdir({});
  const inputs = [{ name: HOSTILE, dtype: 'float32', shape: [1, HOSTILE] }];
  const fine = path.join(folder, `${HOSTILE_NAME}.onnx`);
  const failing = path.join(folder, `failing${HOSTILE_NAME}.onnx`);
  await writeFile(fine, JSON.stringify({ inputs }));
  const load = [
    { do: 'write-stderr', text: `${HOSTILE}\n` },
    { do: 'fail', code: 'MODEL_INVALID', message: HOSTILE },
  ];
  await writeFile(failing, JSON.stringify({ inputs, load }));
  return { folder, fine, failing };
}

await t.test('no format and no command lets a name or a message through', async (t) => {
  const command = prepareCommand(t);
  const { folder, fine, failing } = await writeModels(t);
  const outputs = ENDINGS.map((ending) => path.join(folder, `result.${ending}`));
  const stored = path.join(folder, 'result.json');
  const benchmark = ['-m', fine, '-m', failing, ...QUICK];
  const calls = [
    [...benchmark, '-f', 'csv', '--log-level', 'debug', ...outputs.flatMap((file) => ['-o', file])],
    [...benchmark, '-f', 'table'],
    ['compare', stored],
    ['history', 'list'],
    ['history', 'export', '-f', 'csv'],
    ['probe', '--engine', HOSTILE_NAME],
    ['--model', `/no/such/${HOSTILE}.onnx`, '-f', 'csv'],
    [HOSTILE],
    [`--${HOSTILE}`],
    ['--model', fine, '--shape', HOSTILE],
    ['compare', HOSTILE],
  ];
  for (const words of calls) {
    const { stdout, stderr } = await command.run(words);
    t.match(stdout + stderr, /il|FORGED/, 'it is told');
    t.equal(findSteering(stdout), null, printableJson(words));
    t.equal(findSteering(stderr), null, 'and on standard error');
  }
  t.match(JSON.parse(await readFile(stored, 'utf8')), [
    { status: 'complete', inputs: [{ name: HOSTILE }] },
    { error: { code: 'MODEL_INVALID', message: HOSTILE } },
  ]);
  for (const file of outputs) t.equal(findSteering(await readFile(file, 'utf8')), null, path.extname(file));
  const inWorkflow = await command.run([...benchmark, '--ci'], {
    env: { GITHUB_ACTIONS: 'true' },
    cwd: folder,
  });
  t.match(inWorkflow.stderr, /^::error title=/m);
  t.equal(findSteering(inWorkflow.stdout + inWorkflow.stderr), null, 'annotations');
});

await t.test(
  'nor does a terminal',
  { skip: !(process.platform === 'linux' && existsSync('/usr/bin/script')) && 'needs script of util-linux' },
  async (t) => {
    const command = prepareCommand(t);
    const { fine, failing } = await writeModels(t);
    for (const format of ['csv']) {
      const words = [
        process.execPath,
        ...COMMAND_ARGUMENTS,
        '-m',
        fine,
        '-m',
        failing,
        ...QUICK,
        '-f',
        format,
      ];
      const line = [...words, '--log-level', 'debug'].map((word) => `'${word}'`).join(' ');
      // Without columns there is no line of progress, which is drawn and cleared by our own sequences.
      const { stdout } = await execa('/usr/bin/script', ['-qc', `stty cols 0 rows 0; ${line}`, '/dev/null'], {
        extendEnv: false,
        env: { ...command.environment, TERM: 'xterm-256color' },
        stdin: 'ignore',
        reject: false,
      });
      t.match(stdout, 'FORGED', 'it is told');
      t.equal(findSteering(withoutOurOwn(stdout)), null, format);
    }
  },
);
