/** A provider whose library is there and does not run: GPU (ONNX) goes on to the next, and says so. */
import path from 'node:path';
import { reportSchema } from '@dumont/protocol';
import t from 'tap';
import { chooseRunning } from '../../packages/runner/src/benchmark/launch/choose-running.ts';
import { addProvider } from '../../packages/runner/src/providers/add-provider.ts';
import { thisPlace } from '../../packages/runner/src/providers/place.ts';
import { privateFolder } from '../../packages/runner/src/providers/testing/private-folder.ts';
import { prepareCommand } from '../support/command.ts';
import { buildFakeCuda, whyNoFakeCuda } from '../support/fake-cuda.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

const skip = whyNoFakeCuda();

await t.test('the next one that is there runs it', { skip }, async (t) => {
  const { providers } = await buildFakeCuda(t);
  process.env['DUMONT_PROVIDERS_DIR'] = path.join(privateFolder(t), 'store');
  t.teardown(() => {
    delete process.env['DUMONT_PROVIDERS_DIR'];
  });
  const { signal } = new AbortController();
  await addProvider({ name: 'cuda', from: [providers] }, thisPlace(), signal);
  const request = {
    ...{ computeUnit: 'GPU (ONNX)' as const, engine: { name: 'onnx', package: null } },
    model: { path: '/m.onnx', format: 'onnx' as const },
  };
  const whyNot = (provider: string) => (provider === 'migraphx' ? 'it is not there' : null);
  const choice = await chooseRunning(request, { signal }, { platform: 'linux', whyNot });
  t.match(choice, {
    provider: 'webgpu',
    card: null,
    passedOver: [
      { provider: 'cuda', reason: /GetProvider/, isInstalled: true },
      { provider: 'migraphx', reason: 'it is not there', isInstalled: false },
    ],
    absent: [],
  });
  t.equal((await chooseRunning(request, { signal }, { platform: 'linux', whyNot })).provider, 'webgpu');
});

await t.test('where there is no other one it fails, and says what keeps each', { skip }, async (t) => {
  const command = prepareCommand(t);
  const { providers } = await buildFakeCuda(t);
  t.equal((await command.run(['providers', 'add', 'cuda', '--from', providers])).exitCode, 0);
  const { stdout, exitCode } = await command.run([
    '-m',
    writeTinyModel(t),
    ...QUICK,
    '-u',
    'gpu',
    '-f',
    'json',
  ]);
  t.equal(exitCode, 11);
  const { error, engine } = reportSchema.parse(JSON.parse(stdout));
  t.equal(engine.requestedProvider, 'cuda');
  t.match(error?.message, /GetProvider.*Nor can another run it: migraphx: there is no .*; webgpu: /s);
});
