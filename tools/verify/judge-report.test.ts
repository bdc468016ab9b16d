/** What a report says of a unit: when that is enough, and when not. */
import type { BenchmarkReport, ProbedUnit } from '@dumont/protocol';
import t from 'tap';
import { completeReport, failedReport } from '../../packages/protocol/src/testing/sample-report.ts';
import {
  judgeApis,
  judgeDevices,
  judgeDrift,
  judgeModel,
  judgeOnDevice,
  judgePlacement,
  judgeUnit,
  time,
} from './judge-report.ts';
import { judgeCpuInside, judgeWalls, judgeWithoutNodes } from './gpu/judge-sandbox.ts';

const { engine, inference } = completeReport;
if (inference === null) throw new Error('the sample has inference');
const device = {
  name: 'H100',
  kind: 'gpu',
  vendor: 'NVIDIA',
  vendorId: 1,
  deviceId: 2,
  metadata: {},
} as const;
const probe: ProbedUnit = { unit: 'CUDA (ONNX)', available: true, reason: null };
const software = {
  ...device,
  name: 'SwiftShader',
  ...{ index: 0, uuid: null, driver: null, available: true, reason: null },
  isSoftware: true,
  provider: 'WebGpuExecutionProvider',
  ...{ index: 0, uuid: null, driver: null, available: true, reason: null },
} as const;

await t.test('a unit passes where it runs; one that was only tried may be missing', async (t) => {
  t.match(judgeUnit(probe, false), { verdict: 'pass' });
  const missing = { ...probe, available: false, reason: 'no library' };
  t.match(judgeUnit(missing, true), { verdict: 'fail', seen: /no library/ });
  t.match(judgeUnit(missing, false), { verdict: 'skipped', seen: /no library/ });
  t.match(judgeUnit({ ...probe, devices: [software] }, false), { verdict: 'skipped', seen: /SwiftShader/ });
  t.match(judgeUnit({ ...probe, devices: [software] }, true), { verdict: 'pass', seen: /in software/ });
  t.match(judgeUnit(undefined, false), { verdict: 'fail' });
});

await t.test('a model passes where it ran, a device where it is named', async (t) => {
  t.match(judgeModel(completeReport), { verdict: 'pass', seen: /median .* of 10 runs/ });
  t.match(judgeModel(failedReport), { verdict: 'fail' });
  const provider = { name: 'CUDAExecutionProvider', version: '1.30.0', options: {}, devices: [device] };
  t.match(judgeDevices({ ...completeReport, engine: { ...engine, provider } }), {
    verdict: 'pass',
    seen: /H100/,
  });
  const nameless = { ...engine, provider: { ...provider, devices: [] } };
  t.match(judgeDevices({ ...completeReport, engine: nameless }), { verdict: 'fail' });
  t.match(judgeDevices(completeReport), { verdict: 'fail' });
});

await t.test('placement passes where all nodes are on one provider', async (t) => {
  const placed = (placement: BenchmarkReport['engine']['placement']) => ({
    ...completeReport,
    engine: { ...engine, placement },
  });
  const full = { verdict: 'full', nodes: { cuda: 5 }, timeMs: {}, copies: 0 } as const;
  t.match(judgePlacement(placed(full)), { verdict: 'pass', seen: 'full: 5 on cuda, 0 copies' });
  t.match(judgePlacement(placed({ ...full, verdict: 'partial', nodes: { cuda: 4, cpu: 1 } })), {
    verdict: 'fail',
  });
  t.match(judgePlacement(placed({ ...full, nodes: {} })), { verdict: 'fail' });
  t.match(judgePlacement(placed(null)), { verdict: 'fail' });
});

await t.test('drift passes up to what reduced precision brings', async (t) => {
  const drifted = (maxRel: number | null) => ({
    ...completeReport,
    outputDrift: {
      matched: maxRel !== null && maxRel < 1e-3,
      rtol: 1e-3,
      maxAbs: maxRel,
      maxRel,
      outputs: [],
    },
  });
  t.match(judgeDrift(drifted(1e-6)), { verdict: 'pass', seen: /within the 0.001/ });
  t.match(judgeDrift(drifted(5e-3)), { verdict: 'pass', seen: /beyond the 0.001/ });
  t.match(judgeDrift(drifted(0.5)), { verdict: 'fail' });
  t.match(judgeDrift(drifted(null)), { verdict: 'fail' });
  t.match(judgeDrift({ ...completeReport, outputDrift: null }), { verdict: 'fail' });
});

await t.test('on the device passes where it is told with its copies, and is no slower', async (t) => {
  const copyMs = { toDevice: 0.1, fromDevice: 0.2 };
  const timed = (change: Partial<typeof inference>) => ({
    ...completeReport,
    inference: { ...inference, ...change },
  });
  t.match(judgeOnDevice(timed({ onDevice: inference.ms, copyMs })), { verdict: 'pass' });
  const slower = { ...inference.ms, median: inference.ms.median * 2 };
  t.match(judgeOnDevice(timed({ onDevice: slower, copyMs })), { verdict: 'fail' });
  t.match(judgeOnDevice(timed({ onDevice: inference.ms, copyMs: null })), { verdict: 'fail' });
  t.match(judgeOnDevice(timed({ onDevice: null, notOnDevice: 'no memory' })), {
    verdict: 'fail',
    seen: 'no memory',
  });
});

await t.test('the C API passes where it takes no longer', async (t) => {
  const by = (api: 'native' | 'node', factor: number): BenchmarkReport => ({
    ...completeReport,
    engine: { ...engine, api },
    inference: { ...inference, ms: { ...inference.ms, median: inference.ms.median * factor } },
  });
  t.match(judgeApis(by('native', 1), by('node', 1.5)), { verdict: 'pass' });
  t.match(judgeApis(by('native', 2), by('node', 1)), { verdict: 'fail' });
  t.match(judgeApis(by('node', 1), by('node', 1)), { verdict: 'fail', seen: /another interface/ });
  t.match(judgeApis(by('native', 1), failedReport), { verdict: 'fail' });
});

await t.test('the sandbox passes with walls, device files let in, and the same speed', async (t) => {
  const walled = (exposed: string[], factor = 1): BenchmarkReport => ({
    ...completeReport,
    inference: { ...inference, ms: { ...inference.ms, median: inference.ms.median * factor } },
    sandbox: { mode: 'strict', layers: ['bubblewrap'], missing: [], exposed, reason: '' },
  });
  const node = '/dev/nvidia0';
  t.match(judgeWalls(walled([node]), completeReport, false), { verdict: 'pass', seen: /\/dev\/nvidia0/ });
  t.match(judgeWalls(walled([]), completeReport, false), { verdict: 'fail' });
  t.match(judgeWalls(walled([]), completeReport, true), { verdict: 'pass' }, 'software needs none');
  t.match(judgeWalls(walled([node], 3), completeReport, false), { verdict: 'fail' });
  t.match(
    judgeWalls(
      { ...completeReport, sandbox: { ...completeReport.sandbox, layers: [] } },
      completeReport,
      true,
    ),
    {
      verdict: 'fail',
    },
  );
  t.match(judgeCpuInside(walled([])), { verdict: 'pass' });
  t.match(judgeCpuInside(walled([node])), { verdict: 'fail' });
  const none: BenchmarkReport = {
    ...failedReport,
    error: { code: 'SANDBOX_UNAVAILABLE', message: 'no bubblewrap', exitCode: 14, signal: null },
  };
  t.match(judgeWalls(none, completeReport, false), { verdict: 'skipped', seen: 'no bubblewrap' });
  t.match(judgeCpuInside(none), { verdict: 'skipped' });
});

await t.test('without device files it passes by failing for its own reason', async (t) => {
  t.match(judgeWithoutNodes(failedReport, 11), { verdict: 'pass' });
  t.match(judgeWithoutNodes(failedReport, 12), { verdict: 'pass' });
  t.match(judgeWithoutNodes(failedReport, 2), { verdict: 'fail' }, 'wrong use is another failure');
  t.match(judgeWithoutNodes(completeReport, 0), { verdict: 'fail', seen: /ran all the same/ });
});

await t.test('times are told for a person', async (t) => {
  t.strictSame([0.0205, 12.345, 31_600, null].map(time), ['21 µs', '12.3 ms', '31.6 s', '–']);
});
