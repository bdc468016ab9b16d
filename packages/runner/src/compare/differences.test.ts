import type { BenchmarkReport, ReportInput } from '@dumont/protocol';
import t from 'tap';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { describeDifference, findDifferences, findUnlikeConditions } from './differences.ts';

const { environment, device, engine, settings, model, memory, inputs, sandbox } = completeReport;

await t.test('equal reports do not differ, whatever was measured, when and how often', async (t) => {
  const again: BenchmarkReport = {
    ...completeReport,
    createdUtc: '2026-04-01T00:00:00.000Z',
    inference: null,
    load: null,
    environment: { ...environment, loadAverage: null, freeMemoryMb: 1, temperatureC: null },
    settings: { ...settings, runs: 99, loads: 1, timeoutMs: 1 },
    sandbox: { ...sandbox, layers: sandbox.layers.toReversed() },
  };
  t.strictSame(findDifferences(completeReport, again), []);
  t.strictSame(findUnlikeConditions(completeReport, again), []);
});

await t.test('another model is what is compared, and no unlike condition', async (t) => {
  const other = { ...completeReport, model: { ...model, fileName: 'b.onnx', sha256: 'f'.repeat(64) } };
  t.strictSame(findDifferences(completeReport, other), [
    { field: 'model', baseline: model.fileName, candidate: 'b.onnx' },
    { field: 'model sha256', baseline: '48fc40f24f6d', candidate: 'ffffffffffff' },
  ]);
  t.strictSame(findUnlikeConditions(completeReport, other), []);
});

await t.test('weights alone can be other ones', async (t) => {
  const withDigest = (digest?: string): BenchmarkReport => ({
    ...completeReport,
    model: { ...model, ...(digest === undefined ? {} : { digest }) },
  });
  const [one, other, unknown] = [withDigest('a'.repeat(64)), withDigest('b'.repeat(64)), withDigest()];
  t.strictSame(findDifferences(one, other), [
    { field: 'other weights', baseline: 'a'.repeat(12), candidate: 'b'.repeat(12) },
  ]);
  t.strictSame(findDifferences(one, one), []);
  t.strictSame(findDifferences(unknown, other), [], 'a report from before says nothing of them');
  const graph = { ...other, model: { ...other.model, sha256: 'f'.repeat(64) } };
  t.strictSame(
    findDifferences(one, graph).map(({ field }) => field),
    ['model sha256'],
    'another graph',
  );
});

await t.test('whatever figures depend on makes two reports unlike', async (t) => {
  const cases: Readonly<Record<string, Partial<BenchmarkReport>>> = {
    'CPU model': { environment: { ...environment, cpuModel: 'another' } },
    'CPU cores': { environment: { ...environment, cpuCores: 2 } },
    'CPU quota': { environment: { ...environment, cpuQuotaCores: 1.5 } },
    governor: { environment: { ...environment, governor: 'powersave' } },
    'power source': { environment: { ...environment, powerSource: 'battery' } },
    GPU: { device: { ...device, discreteGpu: null } },
    system: { environment: { ...environment, arch: 'arm64' } },
    'system version': { device: { ...device, osVersion: '13' } },
    container: { environment: { ...environment, container: 'docker' } },
    virtualization: { environment: { ...environment, virtualization: 'kvm' } },
    Node: { environment: { ...environment, node: '26.0.0' } },
    engine: { engine: { ...engine, version: null } },
    'compute unit': { engine: { ...engine, computeUnit: 'CPU (ONNX)' } },
    provider: { engine: { ...engine, requestedProvider: 'cpu' } },
    inputs: { inputs: inputs.map((input) => ({ ...input, shape: [1, 3, 48, 640] })) },
    'page cache': { settings: { ...settings, cold: true } },
    seed: { settings: { ...settings, seed: 1 } },
    'intra-op threads': { settings: { ...settings, intraOpThreads: 1 } },
    'inter-op threads': { settings: { ...settings, interOpThreads: 2 } },
    'graph optimization': { settings: { ...settings, graphOptimization: 'basic' } },
    'execution mode': { settings: { ...settings, executionMode: 'parallel' } },
    'intra-op spinning': { settings: { ...settings, intraOpSpinning: false } },
    'CPU arena': { settings: { ...settings, cpuArena: true } },
    'memory pattern': { settings: { ...settings, memoryPattern: false } },
    'session options': { settings: { ...settings, sessionEntries: { 'session.a': '1' } } },
    'memory method': { memory: memory && { ...memory, method: 'sampled' } },
    sandbox: { sandbox: { ...sandbox, layers: ['process'] } },
    'warm-up': { settings: { ...settings, warmupRuns: 9 } },
  };
  for (const [field, change] of Object.entries(cases)) {
    const found = findUnlikeConditions(completeReport, { ...completeReport, ...change });
    t.strictSame(
      found.map((difference) => difference.field),
      [field],
    );
  }
});

await t.test(
  'builds of the library are told apart, and what a report does not say is no difference',
  async (t) => {
    const withLibrary = (sha256: string | null): BenchmarkReport => ({
      ...completeReport,
      engine: { ...engine, library: { version: '1.30.0', sha256 } },
    });
    const [one, another] = [withLibrary('e'.repeat(64)), withLibrary('f'.repeat(64))];
    t.strictSame(findUnlikeConditions(one, another).map(describeDifference), [
      'ONNX Runtime library: 1.30.0 (sha256 eeeeeeeeeeee) → 1.30.0 (sha256 ffffffffffff)',
    ]);
    for (const silent of [withLibrary(null), completeReport]) {
      t.strictSame(findDifferences(silent, one), []);
      t.strictSame(findDifferences(one, silent), []);
    }
  },
);

await t.test('inputs differ by what was given, if both reports say so', (t) => {
  const given = (input: Partial<ReportInput>): BenchmarkReport => ({
    ...completeReport,
    inputs: inputs.map((one) => ({ ...one, ...input })),
  });
  const found = (one: BenchmarkReport, other: BenchmarkReport): string[] =>
    findUnlikeConditions(one, other).map(describeDifference);
  const [one, two] = [given({ source: 'value', value: '1' }), given({ source: 'value', value: '2' })];
  t.strictSame(found(one, two), ['input values: x=1 → x=2']);
  const file = (digit: string): BenchmarkReport => given({ source: 'file', sha256: digit.repeat(64) });
  t.strictSame(found(file('e'), file('f')), ['input values: x=sha256 eeeeeeeeeeee → x=sha256 ffffffffffff']);
  t.strictSame(found(given({ source: 'value' }), one), [], 'version 1 did not');
  t.strictSame(found(one, given({ source: 'searched', value: '1' })), [], 'found or given is the same');
  t.strictSame(found(completeReport, given({ source: 'searched' })), []);
  t.strictSame(found(completeReport, one), [
    'inputs: x float32 1x3x48x320 random → x float32 1x3x48x320 value',
  ]);
  t.end();
});

await t.test('inputs differ in what holds their tensors, and in how many there are', async (t) => {
  const [input] = inputs;
  if (input === undefined) throw new Error('the report has an input');
  const withHeld = (length: number): BenchmarkReport => ({
    ...completeReport,
    inputs: [{ ...input, container: { kind: 'sequence', length } }],
  });
  const fieldsOf = (one: BenchmarkReport, other: BenchmarkReport) =>
    findUnlikeConditions(one, other).map(({ field }) => field);
  t.strictSame(fieldsOf(withHeld(2), withHeld(2)), []);
  t.strictSame(fieldsOf(withHeld(2), withHeld(3)), ['inputs']);
  t.strictSame(fieldsOf({ ...completeReport, inputs: [input] }, withHeld(1)), ['inputs']);
});

await t.test('what is not known on one side is called none', async (t) => {
  const [difference] = findDifferences(completeReport, {
    ...completeReport,
    environment: { ...environment, governor: null },
  });
  t.ok(difference);
  if (difference) t.equal(describeDifference(difference), 'governor: performance → none');
});
