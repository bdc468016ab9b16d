import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import type { SessionOptions } from '@dumont/protocol';
import { findInputs } from '../feeds/find-inputs.ts';
import { resolveInputs } from '../feeds/resolve-inputs.ts';
import { openFakeEngine } from './fake-engine.ts';
import { PLAIN_OPTIONS } from '../plain-options.ts';

const engine = openFakeEngine();
const options: SessionOptions = PLAIN_OPTIONS;
const nothing = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };
const path = join(t.testdir({}), 'fake.onnx');

async function load(model: unknown) {
  await writeFile(path, JSON.stringify(model));
  return engine.load({ path, format: 'onnx' }, options);
}

await t.test('each run takes its own steps, and the last ones serve for the rest', async (t) => {
  const fail = (message: string) => [{ do: 'fail', code: 'INFERENCE_FAILED', message }];
  const session = await load({ runs: [[], fail('second'), fail('later')] });
  const bound = session.bind({});
  await bound.run();
  await t.rejects(bound.run(), { code: 'INFERENCE_FAILED', message: 'second' });
  await t.rejects(bound.run(), { message: 'later' });
  await t.rejects(bound.run(), { message: 'later' });
});

await t.test('loading may fail, and a file that is no script is no model', async (t) => {
  const step = { do: 'fail', code: 'MEMORY_EXCEEDED', message: 'too large' };
  await t.rejects(load({ load: [step] }), { code: 'MEMORY_EXCEEDED' });
  await t.rejects(load({ load: [{ do: 'dance' }] }), { code: 'MODEL_INVALID', message: /fake\.onnx/ });
  await t.rejects(load('text'), { code: 'MODEL_INVALID' });
});

await t.test('inputs of the wrong size are refused, so that others are searched', async (t) => {
  const session = await load({
    inputs: [{ name: 'x', dtype: 'float32', shape: ['n'] }],
    acceptsElements: 16,
  });
  const { feeds } = await resolveInputs(session, nothing);
  await t.rejects(session.bind(feeds).run(), { code: 'INFERENCE_FAILED' });
  t.strictSame((await findInputs(session, nothing, { refusal: '', tried: 0 })).spec.dims, { n: 16 });
});

await t.test('it really dies', async (t) => {
  const dies = async (step: unknown) => {
    await writeFile(path, JSON.stringify({ load: [step] }));
    const engineUrl = pathToFileURL(join(import.meta.dirname, 'fake-engine.ts')).href;
    const program = `const { openFakeEngine } = await import(${JSON.stringify(engineUrl)});
      await openFakeEngine().load(${JSON.stringify({ path, format: 'onnx' })}, {});`;
    const args = ['--conditions=dumont-source', '--input-type=module', '--eval', program];
    const { status, signal } = spawnSync(process.execPath, args, {
      env: {},
      stdio: 'ignore',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    return { status, signal };
  };
  t.strictSame(await dies({ do: 'exit', code: 7 }), { status: 7, signal: null });
  // Windows has no signals: a process that is sent one ends with a status.
  if (process.platform === 'win32') return;
  // Not SIGABRT, which tap catches in the processes that tests start.
  t.strictSame(await dies({ do: 'die', signal: 'SIGSEGV' }), { status: null, signal: 'SIGSEGV' });
});
