import t from 'tap';
import {
  fromRunnerSchema,
  RUNNER_PROTOCOL_VERSION,
  SAMPLES_PER_MESSAGE,
  toRunnerSchema,
  type FromRunner,
  type ToRunner,
} from './runner-messages.ts';
import { MAX_RUNS, type InputSpec, type RunnerTask } from './runner-tasks.ts';

const inputs: InputSpec = {
  seed: 7,
  shapes: { x: [1, 3, 48, 320] },
  dims: { batch: 4 },
  values: { sr: '16000' },
  files: {},
  folder: null,
};
const findings = { shapes: { x: [1, 3, 8, 8] }, dims: { batch: 4 }, values: { sr: '1' }, searched: ['x'] };
const session = {
  engine: { name: 'onnx', package: null },
  model: { path: '/models/m.onnx', format: 'onnx' },
  options: {
    unit: 'CPU (ONNX)',
    provider: 'cpu',
    intraOpThreads: null,
    interOpThreads: 2,
    graphOptimization: 'all',
    executionMode: 'sequential',
  },
} as const;
const measure = {
  kind: 'measure',
  ...session,
  inputs,
  warmup: { runs: 1, ms: 200 },
  stop: { runs: 10, durationMs: null, untilStable: false },
  expect: { folder: '/data', rtol: 1e-3, atol: 1e-6 },
} satisfies RunnerTask;

const tasks: RunnerTask[] = [
  measure,
  { kind: 'load', ...session, model: { inputBytes: 4, outputBytes: 8 } },
  {
    kind: 'load',
    ...session,
    options: { ...session.options, cpuArena: false, sessionEntries: { 'session.a': '1' } },
  },
  { kind: 'find-inputs', ...session, inputs, refusal: 'no', tried: 3 },
  { kind: 'profile', ...session, inputs, runs: 10, scratchFolder: '/tmp/x' },
  { kind: 'probe', engine: { name: 'mine', package: '@acme/engine' } },
  {
    kind: 'list-devices',
    engine: { name: 'onnx', package: null },
    target: { unit: 'webgpu (plug-in)', provider: 'plug-in', device: '1' },
  },
  { kind: 'compile', ...session, target: '/c/model.mlmodelc' },
  { kind: 'compare-outputs', ...session, inputs, rtol: 1e-3 },
  { kind: 'on-device', ...session, inputs, warmup: { runs: 1, ms: 0 } },
];
const task = (body: object) => ({ type: 'task', version: RUNNER_PROTOCOL_VERSION, task: body });

const replies: FromRunner[] = [
  { type: 'online', version: 1 },
  { type: 'trying' },
  { type: 'compiling' },
  { type: 'compiled', ms: 812.5 },
  { type: 'exiting', code: 137 },
  { type: 'walls', open: ['network', 'descriptors'], inherited: ['200 (/)'] },
  { type: 'engine', name: 'onnx', version: '1.30.0', hasProfiler: true },
  { type: 'phase-ready', phase: 'load', expectedMs: null },
  {
    type: 'phase-done',
    phase: 'measure',
    runs: 10,
    wallMs: 41.5,
    cpuMs: 80,
    gc: { count: 1, ms: 0.4 },
    involuntaryContextSwitches: 0,
  },
  {
    ...{ type: 'loaded', ms: 60.5, notFetched: ['s'] },
    inputs: [
      { name: 'x', dtype: 'float32', shape: ['batch', 3, '', 320] },
      { name: 's', dtype: 'int64', shape: [], container: 'optional sequence' },
    ],
  },
  { type: 'inputs', inputs: [{ name: 'x', dtype: 'int64', shape: [], source: 'value', value: '1' }] },
  { type: 'found', inputs: findings, attempts: 3 },
  { type: 'first', ms: 12.5, inputBytes: 150_528, outputBytes: 4000 },
  { type: 'refused', message: 'Invalid dimension' },
  { type: 'samples', valuesMs: [4.1, 4.2] },
  { type: 'expectation', expectation: { matched: true, rtol: 0, atol: 0, outputs: [] } },
  {
    type: 'profile',
    runs: 10,
    operators: [],
    placement: { verdict: 'full', nodes: { cpu: 3 }, timeMs: { cpu: 1 } },
  },
  {
    type: 'plan',
    planned: { nodes: { ane: { conv: 2 } }, costPercent: { ane: 100 } },
    reason: null,
  },
  { type: 'plan', planned: null, reason: 'none here' },
  { type: 'on-device', samplesMs: [1.5], copyMs: { toDevice: 0.1, fromDevice: null }, reason: null },
  { type: 'output-drift', outputDrift: { matched: true, rtol: 1e-3, maxAbs: 0, maxRel: 0, outputs: [] } },
  { type: 'devices', provider: null, devices: [] },
  { type: 'probe', units: [{ unit: 'CPU (ONNX)', available: true, reason: null }] },
  { type: 'failed', code: 'MODEL_INVALID', message: 'no' },
  { type: 'finished' },
];

/** As the channel does it. */
const throughChannel = (message: object): unknown => JSON.parse(JSON.stringify(message));

await t.test('every message arrives as it was sent', async (t) => {
  const requests: ToRunner[] = [
    ...tasks.map((body): ToRunner => ({ type: 'task', version: RUNNER_PROTOCOL_VERSION, task: body })),
    { type: 'proceed', phase: 'measure' },
    {
      type: 'task',
      version: RUNNER_PROTOCOL_VERSION,
      task: { kind: 'probe', engine: { name: 'onnx', package: null } },
      walls: {
        readFile: '/c/read',
        writeFile: '/c/written',
        port: 4242,
        parent: { pid: 77, startTicks: '12345' },
      },
    },
  ];
  for (const message of requests) t.strictSame(toRunnerSchema.parse(throughChannel(message)), message);
  for (const message of replies) t.strictSame(fromRunnerSchema.parse(throughChannel(message)), message);
});

await t.test('every type of reply is among those tried', async (t) => {
  const tried = new Set<string>(replies.map(({ type }) => type));
  t.strictSame(
    fromRunnerSchema.options.map((option) => option.shape.type.value).filter((type) => !tried.has(type)),
    [],
  );
});

await t.test('a child of another version is refused', async (t) => {
  t.notOk(fromRunnerSchema.safeParse({ type: 'online', version: 2 }).success);
  t.notOk(toRunnerSchema.safeParse({ ...task(measure), version: 2 }).success);
});

await t.test('tasks that make no sense are refused', async (t) => {
  const refused = {
    'no runs': { ...measure, stop: { ...measure.stop, runs: 0 } },
    'more runs than there is room for': { ...measure, stop: { ...measure.stop, runs: MAX_RUNS + 1 } },
    'no threads': { ...measure, options: { ...measure.options, intraOpThreads: 0 } },
    'no unit': { ...measure, options: { ...measure.options, unit: undefined } },
    'an unknown provider': { ...measure, options: { ...measure.options, provider: 'tpu' } },
    'a negative dimension': { ...measure, inputs: { ...inputs, dims: { batch: -1 } } },
    'an unknown field': { ...measure, extra: true },
    'an unknown kind': { ...measure, kind: 'play' },
  };
  for (const [what, body] of Object.entries(refused))
    t.notOk(toRunnerSchema.safeParse(task(body)).success, what);
  t.notOk(toRunnerSchema.safeParse({ type: 'proceed', phase: 'dispose' }).success, 'an unknown phase');
});

await t.test('a child cannot flood its parent, nor send it nonsense', async (t) => {
  const valuesMs = (count: number) => Array.from({ length: count }, () => 1);
  const accepts = (message: unknown) => fromRunnerSchema.safeParse(message).success;
  t.ok(accepts({ type: 'samples', valuesMs: valuesMs(SAMPLES_PER_MESSAGE) }));
  t.notOk(accepts({ type: 'samples', valuesMs: valuesMs(SAMPLES_PER_MESSAGE + 1) }));
  t.notOk(accepts({ type: 'refused', message: 'x'.repeat(10_000) }));
  t.notOk(accepts({ type: 'first', ms: -1, inputBytes: 0, outputBytes: 0 }));
  t.notOk(accepts({ type: 'first', ms: Number.NaN, inputBytes: 0, outputBytes: 0 }));
  t.notOk(accepts({ type: 'failed', code: 'OOPS', message: '' }));
  for (const message of [undefined, null, 1, 'finished', [], {}]) t.notOk(accepts(message));
});

await t.test('what a child found names no files, and is bounded', (t) => {
  const accepts = (changes: object) =>
    fromRunnerSchema.safeParse({ type: 'found', attempts: 1, inputs: { ...findings, ...changes } }).success;
  t.ok(accepts({}));
  t.notOk(accepts({ files: { x: '/etc/passwd' } }));
  t.notOk(accepts({ folder: '/etc' }));
  t.notOk(accepts({ seed: 1 }));
  t.notOk(accepts({ shapes: { x: Array.from({ length: 65 }, () => 1) } }));
  t.notOk(accepts({ values: { x: '1'.repeat(10_000) } }));
  t.notOk(accepts({ dims: Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [index, 1])) }));
  t.end();
});
