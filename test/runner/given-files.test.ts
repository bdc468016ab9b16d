/** The files that a user gives for inputs and outputs: what is let into a sandbox of them. */
import { linkSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { DEFAULT_REQUEST } from '@dumont/runner';
import { GivenFiles } from '../../packages/runner/src/benchmark/sandbox/given-files.ts';
import type { RunnerTask } from '@dumont/protocol';

const { inputs, warmup, stop } = DEFAULT_REQUEST;
const measure: RunnerTask = {
  kind: 'measure',
  engine: { name: 'fake', package: null },
  model: { path: '/model.onnx', format: 'onnx' },
  options: { ...DEFAULT_REQUEST.session, unit: 'CPU (ONNX)', provider: 'cpu' },
  inputs,
  warmup,
  stop,
  expect: null,
};

async function namesOf(folder: string, files: Record<string, string> = {}): Promise<string[]> {
  const given = await GivenFiles.open({ inputs: { files, folder }, expect: { folder } });
  try {
    // A task's own words name other files, and change nothing.
    const task = { ...measure, inputs: { ...inputs, files: { x: '/etc/passwd' }, folder: '/etc' } };
    return given.for(task).files.map((file) => path.relative(folder, file.path));
  } finally {
    await given[Symbol.asyncDispose]();
  }
}

await t.test('a data set’s own files are given, and nothing else of its folder', async (t) => {
  const folder = t.testdir({ 'input_0.pb': '', 'output_0.pb': '', 'key.pem': '' });
  t.same(await namesOf(folder), ['input_0.pb']);
});

await t.test('what leads out of a data set is refused', { skip: process.platform === 'win32' }, async (t) => {
  const folder = t.testdir({
    secret: 'a secret',
    symbolic: {},
    folder: {},
    hard: {},
    itself: { 'input_0.pb': {} },
  });
  const at = (...words: string[]): string => path.join(folder, ...words);
  symlinkSync(at('secret'), at('symbolic', 'input_0.pb'));
  symlinkSync(at('folder'), at('folder', 'output_0.pb'));
  linkSync(at('secret'), at('hard', 'input_0.pb'));
  const refused = (message: RegExp) => ({ code: 'INPUT_INVALID', message });
  await t.rejects(namesOf(at('symbolic')), refused(/is a symbolic link/));
  await t.rejects(namesOf(at('folder')), refused(/is a symbolic link/));
  await t.rejects(namesOf(at('hard')), refused(/is a hard link/));
  await t.rejects(namesOf(at('itself')), refused(/is not a regular file/));
});

await t.test(
  'a file that the user names may be a link, to a file',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = t.testdir({ 'x.npy': '' });
    symlinkSync('x.npy', path.join(folder, 'link.npy'));
    t.same(await namesOf(folder, { x: path.join(folder, 'link.npy') }), ['link.npy']);
    t.same(
      await namesOf(folder, { x: path.join(folder, 'missing.npy') }),
      [],
      'the isolated process says so',
    );
    await t.rejects(namesOf(folder, { x: folder }), { code: 'INPUT_INVALID', message: /not a regular file/ });
  },
);

await t.test('a process that measures nothing gets none', async (t) => {
  const folder = t.testdir({ 'input_0.pb': '' });
  const given = await GivenFiles.open({ inputs: { files: {}, folder }, expect: null });
  t.same(given.for({ ...measure, model: { inputBytes: 4, outputBytes: 4 } }), { files: [], folders: [] });
  t.same(given.for({ kind: 'probe', engine: measure.engine }), { files: [], folders: [] });
  await given[Symbol.asyncDispose]();
});
