/** A real plug-in, WebGPU's, on a software GPU: from the flags to the report, in the real program. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel } from '@dumont/engines/testing';
import { reportSchema } from '@dumont/protocol';
import t from 'tap';
import {
  SOFTWARE_GPU_ENVIRONMENT,
  WEBGPU_LIBRARY,
  whyNoWebgpuPlugIn,
} from '../../tools/setup/webgpu-plug-in.ts';
import { prepareCommand } from '../support/command.ts';
import { whyNoSandbox } from '../support/sandbox.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

const skip = whyNoWebgpuPlugIn() ?? false;
const PLUG_IN = ['--provider-library', WEBGPU_LIBRARY];
const env = SOFTWARE_GPU_ENVIRONMENT;

await t.test('it runs, says who it is, and its outputs are beside those of the CPU', { skip }, async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, ...PLUG_IN, '--provider-option', 'preferredLayout=NCHW'];
  const { stdout, stderr } = await prepareCommand(t).run([...args, '-f', 'json'], { env });
  const report = reportSchema.parse(JSON.parse(stdout));
  t.equal(report.error, null, stderr);
  t.match(report.engine, {
    computeUnit: 'webgpu (plug-in)',
    requestedProvider: 'webgpu',
    api: 'native',
    provider: {
      name: 'WebGpuExecutionProvider',
      version: '0.4.0',
      options: { preferredLayout: 'NCHW' },
      devices: [{ kind: 'cpu' }],
    },
    placement: { verdict: 'full', nodes: { webgpu: Number }, source: 'profile' },
  });
  t.match(report.outputDrift, { matched: true, rtol: 1e-3, maxAbs: 0, outputs: [{ matched: true }] });
});

await t.test('a run on the device, and the copies, are apart from what a run takes', { skip }, async (t) => {
  const model = path.join(t.testdir({}), 'add.onnx');
  const value = { elementType: 'float32', shape: [256, 1024] } as const;
  writeFileSync(
    model,
    encodeModel({
      nodes: [{ opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
      inputs: [{ name: 'x', ...value }],
      outputs: [{ name: 'y', ...value }],
    }),
  );
  const args = ['-m', model, ...QUICK, ...PLUG_IN, '--no-drift', '--placement', 'off', '-f', 'json'];
  const { stdout, stderr } = await prepareCommand(t).run(args, { env });
  const { error, inference } = reportSchema.parse(JSON.parse(stdout));
  t.equal(error, null, stderr);
  t.match(inference, {
    onDevice: { n: Number, median: Number },
    copyMs: { toDevice: Number, fromDevice: Number },
    notOnDevice: null,
  });
});

await t.test('nobody compares where that is not wanted', { skip }, async (t) => {
  const args = [
    '-m',
    writeTinyModel(t),
    ...QUICK,
    ...PLUG_IN,
    '--no-drift',
    '--no-on-device',
    '--placement',
    'off',
  ];
  const { stdout } = await prepareCommand(t).run([...args, '-f', 'json'], { env });
  t.match(reportSchema.parse(JSON.parse(stdout)), {
    status: 'complete',
    outputDrift: null,
    inference: { onDevice: null, notOnDevice: null },
  });
});

await t.test('a probe lists what it offers', { skip }, async (t) => {
  const { stdout } = await prepareCommand(t).run(['probe', '--json', ...PLUG_IN], { env });
  t.match(JSON.parse(stdout), {
    units: [
      {
        unit: 'webgpu (plug-in)',
        available: true,
        devices: [{ provider: 'WebGpuExecutionProvider', kind: 'cpu' }],
      },
    ],
  });
});

await t.test('without a device it says so, and nothing runs on the CPU instead', { skip }, async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, ...PLUG_IN, '-f', 'json'];
  const { exitCode, stdout } = await prepareCommand(t).run(args);
  t.equal(exitCode, 11);
  const { error, inference } = reportSchema.parse(JSON.parse(stdout));
  t.match(error, { code: 'UNIT_UNAVAILABLE', message: /offers no device on this machine, which has cpu / });
  t.equal(inference, null);
});

await t.test('a device that is none of its own is refused, with those that it has', { skip }, async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, ...PLUG_IN, '--device', 'npu', '-f', 'json'];
  const { exitCode, stdout } = await prepareCommand(t).run(args, { env });
  t.equal(exitCode, 11);
  t.match(reportSchema.parse(JSON.parse(stdout)).error?.message, /"npu" \(--device\) is none .*: 0 .*cpu/);
});

await t.test('in a sandbox of walls too', { skip: skip || ((await whyNoSandbox()) ?? false) }, async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, ...PLUG_IN, '--sandbox', 'strict', '-f', 'json'];
  const { stdout } = await prepareCommand(t).run(args, { env: { ...env, ...wallProgram() } });
  const { error, sandbox } = reportSchema.parse(JSON.parse(stdout));
  t.equal(error, null);
  t.ok(sandbox.layers.includes('bubblewrap'));
});

await t.test('what is no library of providers fails in words', async (t) => {
  const model = writeTinyModel(t);
  const args = ['-m', model, ...QUICK, '--provider-library', model, '-f', 'json'];
  const { exitCode, stdout } = await prepareCommand(t).run(args);
  t.equal(exitCode, 11);
  const { engine, error } = reportSchema.parse(JSON.parse(stdout));
  t.equal(engine.computeUnit, `${path.basename(model)} (plug-in)`);
  t.match(error?.message, /cannot be used as one of execution providers by ONNX Runtime/);
});

function wallProgram(): Record<string, string> {
  const program = process.env['DUMONT_BWRAP'];
  return program === undefined ? {} : { DUMONT_BWRAP: program };
}
