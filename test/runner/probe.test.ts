/** `probe` by the real command: a process for each unit and device, of which one that crashes costs itself alone. */
import { probedUnitSchema } from '@dumont/protocol';
import t from 'tap';
import { z } from 'zod';
import { SOFTWARE_GPU_ENVIRONMENT, whyNoSoftwareGpu } from '../../tools/setup/webgpu-plug-in.ts';
import { prepareCommand } from '../support/command.ts';
import { buildFakeCuda, whyNoFakeCuda } from '../support/fake-cuda.ts';

const probesSchema = z.object({ units: z.array(probedUnitSchema) });
const [FIRST, SECOND] = [1, 2].map((number) => `GPU-00000000-0000-0000-0000-00000000000${number}`);

await t.test('a card whose driver crashes costs that card alone', { skip: whyNoFakeCuda() }, async (t) => {
  const command = prepareCommand(t);
  const { providers, env } = await buildFakeCuda(t);
  const added = await command.run(['providers', 'add', 'cuda', '--from', providers]);
  t.equal(added.exitCode, 0, added.stderr);
  const { stdout, exitCode } = await command.run(['probe', '--json'], { env });
  t.equal(exitCode, 0);
  const { units } = probesSchema.parse(JSON.parse(stdout));
  const cuda = units.find(({ unit }) => unit === 'CUDA (ONNX)');
  t.match(cuda, {
    available: false,
    provider: 'cuda',
    devices: [
      {
        ...{ index: 0, uuid: FIRST, name: 'Fake H100', vendor: 'NVIDIA', available: false },
        driver: { name: 'NVIDIA', version: '580.65.06', api: 'CUDA 13.0' },
        reason: /SIGABRT/,
      },
      { index: 1, uuid: SECOND, available: false, reason: /GetProvider/ },
    ],
  });
  t.match(cuda?.reason, /SIGABRT/, 'what is taken where nobody chooses');
  t.match(
    units.find(({ unit }) => unit === 'CPU (ONNX)'),
    { available: true, runtime: { name: 'onnx', version: /^1\./ } },
  );
});

await t.test(
  'a device in software is told with its driver',
  { skip: whyNoSoftwareGpu() ?? false },
  async (t) => {
    const { stdout } = await prepareCommand(t).run(['probe', '--json'], { env: SOFTWARE_GPU_ENVIRONMENT });
    const { units } = probesSchema.parse(JSON.parse(stdout));
    t.match(
      units.find(({ unit }) => unit === 'WebGPU (ONNX)'),
      {
        ...{ available: true, provider: 'webgpu', providerVersion: /^1\./ },
        devices: [
          {
            ...{ index: 0, uuid: null, isSoftware: true, available: true },
            driver: { name: /SwiftShader/, version: /^\d/, api: /^Vulkan 1\./ },
          },
        ],
      },
    );
  },
);
