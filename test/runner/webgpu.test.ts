/** WebGPU as ONNX Runtime brings it, on a software GPU: from the flags to the report, in the real program. */
import { reportSchema, probedUnitSchema } from '@dumont/protocol';
import t from 'tap';
import { z } from 'zod';
import { SOFTWARE_GPU_ENVIRONMENT, whyNoSoftwareGpu } from '../../tools/setup/webgpu-plug-in.ts';
import { prepareCommand } from '../support/command.ts';
import { whyNoSandbox } from '../support/sandbox.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

const probesSchema = z.object({ units: z.array(probedUnitSchema) });

const skip = process.arch === 'x64' ? (whyNoSoftwareGpu() ?? false) : 'it is in the library for x64 alone';
// What lets a plug-in take the software GPU is nothing to the one that is built in.
const { ORT_WEBGPU_EP_ALLOW_SOFTWARE_ADAPTER: _, ...env } = SOFTWARE_GPU_ENVIRONMENT;

await t.test('it runs, and whoever reads the report learns on what', { skip }, async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, '-u', 'webgpu', '--placement', 'strict'];
  const { stdout, stderr } = await prepareCommand(t).run([...args, '-f', 'json'], { env });
  const report = reportSchema.parse(JSON.parse(stdout));
  t.equal(report.error, null, stderr);
  t.match(report.engine, {
    computeUnit: 'WebGPU (ONNX)',
    requestedProvider: 'webgpu',
    provider: {
      name: 'WebGpuExecutionProvider',
      version: report.engine.version,
      options: {},
      devices: [{ name: 'SwiftShader', kind: 'cpu', isSoftware: true }],
    },
    placement: { verdict: 'full', nodes: { webgpu: Number }, copies: 0 },
  });
  t.match(report.outputDrift, { matched: true });
  t.ok(report.warnings.some(({ code }) => code === 'SOFTWARE_ADAPTER'));
  const { stdout: table } = await prepareCommand(t).run(args, { env });
  t.match(table, /WebGPU \(ONNX\) · webgpu on SwiftShader \(in software\)/);
});

await t.test('in a sandbox of walls too', { skip: skip || ((await whyNoSandbox()) ?? false) }, async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, '-u', 'webgpu', '--sandbox', 'strict', '-f', 'json'];
  const program = process.env['DUMONT_BWRAP'];
  const walls = program === undefined ? {} : { DUMONT_BWRAP: program };
  const { stdout } = await prepareCommand(t).run(args, { env: { ...env, ...walls } });
  const { error, sandbox } = reportSchema.parse(JSON.parse(stdout));
  t.equal(error, null);
  t.ok(sandbox.layers.includes('bubblewrap'));
});

await t.test('a software GPU is no GPU to the unit that promises one', { skip }, async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, '-u', 'gpu', '-f', 'json'];
  const { exitCode, stdout } = await prepareCommand(t).run(args, { env });
  t.equal(exitCode, 11);
  const { error } = reportSchema.parse(JSON.parse(stdout));
  t.match(error, {
    code: 'UNIT_UNAVAILABLE',
    message: /cuda: there is no \S+cuda.*webgpu: the only Vulkan driver computes on the CPU \(SwiftShader\)/,
  });
});

await t.test('a probe tells the two apart', { skip }, async (t) => {
  const { stdout } = await prepareCommand(t).run(['probe', '--json'], { env });
  const units = probesSchema.parse(JSON.parse(stdout)).units;
  const probeOf = (unit: string) => units.find((probe) => probe.unit === unit);
  t.match(probeOf('WebGPU (ONNX)'), {
    available: true,
    devices: [{ provider: 'WebGpuExecutionProvider', name: 'SwiftShader', isSoftware: true }],
  });
  t.match(probeOf('GPU (ONNX)'), {
    available: false,
    reason: /webgpu: the only Vulkan driver computes on the CPU/,
  });
  t.match(probeOf('CUDA (ONNX)'), {
    available: false,
    reason: /there is no libonnxruntime_providers_cuda\.so/,
  });
  t.match(probeOf('CPU (ONNX)'), { available: true });
});
