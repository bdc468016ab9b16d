import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import t from 'tap';
import type { Variables } from '@dumont/protocol/settings';
import { complaint, parse } from '../testing/parse.ts';

await t.test('a model alone means ten runs and five loads on the default unit', async (t) => {
  const settings = await parse('--model a.onnx');
  t.strictSame(settings.models, [{ kind: 'file', location: 'a.onnx' }]);
  t.strictSame(settings.computeUnits, []);
  t.equal(settings.format.name, 'table');
  t.equal(settings.placement, null);
  t.strictSame(settings.measurement, {
    loads: 5,
    warmup: { runs: 1, ms: 200 },
    stop: { runs: 10, durationMs: null, untilStable: false },
    inputs: { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null },
    session: {
      intraOpThreads: null,
      interOpThreads: null,
      graphOptimization: 'all',
      executionMode: 'sequential',
    },
    expect: null,
    drift: { rtol: 1e-3 },
    profile: false,
    timeoutMs: 600_000,
    memoryLimitBytes: Math.floor(0.8 * Math.min(totalmem(), process.constrainedMemory() || Infinity)),
    sandbox: { mode: 'auto', scratchBytes: 2 ** 29 },
  });
  t.throws(() => Object.assign(settings, { quiet: true }), TypeError);
});

await t.test('what the runtime decides by itself is said only where it is given', async (t) => {
  const { session } = (
    await parse(
      '-m a.onnx --intra-op-spinning off --cpu-arena on --memory-pattern off ' +
        '--session-option session.set_denormal_as_zero=1 --session-option session.x.y=a=b',
    )
  ).measurement;
  t.match(session, {
    intraOpSpinning: false,
    cpuArena: true,
    memoryPattern: false,
    sessionEntries: { 'session.set_denormal_as_zero': '1', 'session.x.y': 'a=b' },
  });
});

await t.test('another library is for the C API of ONNX Runtime alone', async (t) => {
  t.equal(
    (await parse('-m a.onnx --onnxruntime lib/libonnxruntime.so')).onnxruntime,
    resolve('lib/libonnxruntime.so'),
  );
  t.equal((await parse('-m a.onnx --onnxruntime shipped --runtime-api node')).onnxruntime, null);
  for (const [text, message] of [
    [
      '--onnxruntime a.whl --runtime-api node',
      /^--onnxruntime is for ONNX Runtime's own C API: with --runtime-api/,
    ],
    [
      '--vs-option onnxruntime=a.whl --runtime-api node',
      /^--vs-option onnxruntime is for ONNX Runtime's own/,
    ],
    ['--onnxruntime a.whl --engine pkg', /^--onnxruntime and --engine exclude each other$/],
    ['--vs-option onnxruntime=a.whl --engine pkg', /^--vs-option onnxruntime is for Dumont's own engine/],
  ] as const)
    t.match(await complaint(`-m a.onnx ${text}`), message, text);
});

await t.test('loads may come from the disk where a program may have them do so', async (t) => {
  t.equal((await parse('-m a.onnx --cold', {}, 'linux')).measurement.cold, true);
  for (const platform of ['darwin', 'win32'] as const) {
    t.match(await complaint('-m a.onnx --cold', {}, platform), /^--cold works on Linux only/);
  }
});

await t.test('the memory limit can be lifted', async (t) => {
  t.equal((await parse('-m a.onnx --memory-limit none')).measurement.memoryLimitBytes, null);
});

await t.test('every flag says something', async (t) => {
  const settings = await parse(
    '-m a.onnx -m https://host/b.onnx -u cpu --compute-unit webgpu -n 20 --warmup 3 --loads 2 ' +
      '--shape in:0=1x3 --shape b=2 --dim batch=4 --value sr=16000 --input x=dir/x.npy --inputs data --seed 7 ' +
      '--expect out --rtol 0.1 --atol 0 --intra-op-threads 2 --inter-op-threads 1 --graph-optimization basic ' +
      '--execution-mode parallel --placement strict --profile --timeout 30s --memory-limit 1GB ' +
      '--sandbox strict --scratch-size 128MB ' +
      '-f json -o a.csv -o b.MD --quiet --no-color --log-level debug --until-stable --engine pkg --runtime-api node ' +
      '--allow-host nas:8080 --allow-cidr 10.1.0.0/16 --allow-cidr fd12::/16',
  );
  t.strictSame(settings.models[1], { kind: 'url', location: 'https://host/b.onnx' });
  t.strictSame(settings.computeUnits, ['CPU (ONNX)', 'WebGPU (ONNX)']);
  t.strictSame(settings.measurement, {
    loads: 2,
    warmup: { runs: 3, ms: 0 },
    stop: { runs: 20, durationMs: null, untilStable: true },
    inputs: {
      seed: 7,
      shapes: { 'in:0': [1, 3], b: [2] },
      dims: { batch: 4 },
      values: { sr: '16000' },
      files: { x: resolve('dir/x.npy') },
      folder: resolve('data'),
    },
    session: { intraOpThreads: 2, interOpThreads: 1, graphOptimization: 'basic', executionMode: 'parallel' },
    expect: { folder: resolve('out'), rtol: 0.1, atol: 0 },
    drift: { rtol: 0.1 },
    profile: true,
    timeoutMs: 30_000,
    memoryLimitBytes: 2 ** 30,
    sandbox: { mode: 'strict', scratchBytes: 2 ** 27 },
  });
  t.strictSame(settings.addressPolicy, {
    allowHosts: ['nas:8080'],
    allowCidrs: ['10.1.0.0/16', 'fd12::/16'],
    allowPrivate: false,
  });
  t.equal(settings.placement, 'strict');
  t.equal(settings.enginePackage, 'pkg');
  t.equal(settings.runtimeApi, 'node');
  t.strictSame(
    settings.outputs.map(({ path, format }) => [path, format.name]),
    [
      [resolve('a.csv'), 'csv'],
      [resolve('b.MD'), 'markdown'],
    ],
  );
  t.equal(settings.format.name, 'json');
});

await t.test('a device has no ending: it takes the format of standard output', async (t) => {
  const { outputs } = await parse('-m a.onnx -f ndjson -o /dev/fd/63 -o a.csv');
  t.strictSame(
    outputs.map(({ format }) => format.name),
    ['ndjson', 'csv'],
  );
});

await t.test('warm-up is a number of runs or a time', async (t) => {
  t.strictSame((await parse('-m a.onnx --warmup 0')).measurement.warmup, { runs: 0, ms: 0 });
  t.strictSame((await parse('-m a.onnx --warmup 2s')).measurement.warmup, { runs: 1, ms: 2000 });
});

await t.test('what is wrong is named, with the flag', async (t) => {
  for (const [text, message] of [
    ['', /^--model is missing: /],
    ['-m a.onnx --runs 0', /^--runs must be a whole number from 1 to 10,000,000, not "0"$/],
    ['-m a.onnx --runs -5', /^--runs must be .* not "-5"$/],
    ['-m a.onnx --runs NaN', /^--runs must be /],
    ['-m a.onnx --runs 99999999999', /^--runs must be /],
    ['-m a.onnx --session-option threads=1', /^--session-option must be name=value of an option of ONNX/],
    [
      '-m a.onnx --session-option a.b=1 --session-option a.b=2',
      /^--session-option is given twice for "a.b"$/,
    ],
    [
      '-m a.onnx --intra-op-spinning on --session-option session.intra_op.allow_spinning=0',
      /^--intra-op-spinning sets session\.intra_op\.allow_spinning, which is given by --session-option as well/,
    ],
    ['-m a.onnx --loads 0', /^--loads must be /],
    ['-m a.onnx --timeout 0', /^--timeout must be a time above 0/],
    ['-m a.onnx --scratch-size 0MB', /^--scratch-size must be a size with its unit/],
    ['-m a.onnx --memory-limit 512', /^--memory-limit must be none or a size with its unit/],
    ['-m a.onnx --shape x', /^--shape must be name=sizes, such as x=1x3x224x224, not "x"$/],
    ['-m a.onnx --shape x=1 --shape x=2', /^--shape is given twice for "x"$/],
    ['-m a.onnx --dim n=-1', /^--dim must be /],
    ['-m a.onnx --input x=a.txt', /^--input must be name=file/],
    ['-m a.onnx --value x=1 --input x=a.npy', /^"x" is given by --value and by --input$/],
    ['-m a.onnx -u tpu', /^--compute-unit must be one of cpu, .* not "tpu"$/],
    ['-m a.onnx -o result.docx', /^--output must be a file whose ending names a format/],
    ['-m a.onnx -o a.json -o ./a.json', /^--output is given twice for /],
    ['-m a.onnx --duration 5s --runs 3', /^--duration and --runs exclude each other$/],
    ['-m a.onnx --duration 5s --until-stable', /^--duration and --until-stable exclude each other$/],
    ['-m a.onnx --allow-host http://nas/', /^--allow-host must be a host, such as /],
    ['-m a.onnx --allow-cidr 10.0.0.0/33', /^--allow-cidr must be a range of addresses/],
    ['-m a.onnx --duration 10m', /^--duration does not fit into --timeout/],
    ['-m ftp://host/a.onnx', /^--model must be a file or an http\(s\) URL, not "ftp:/],
    ['-m http://[bad/a.onnx', /^--model must be a file or an http\(s\) URL/],
  ] as const) {
    t.match(await complaint(text), message, text);
  }
  t.equal((await complaint('-m a.onnx --runs 0 --loads 0')).split('\n').length, 2, 'all of them at once');
});

await t.test('the command line comes before the environment, and that before the default', async (t) => {
  const runsOf = async (text: string, variables: Variables) =>
    (await parse(text, variables)).measurement.stop.runs;
  t.equal(await runsOf('-m a.onnx', {}), 10);
  t.equal(await runsOf('-m a.onnx', { DUMONT_RUNS: '20' }), 20);
  t.equal(await runsOf('-m a.onnx --runs 30', { DUMONT_RUNS: '20' }), 30);
  t.equal(await runsOf('-m a.onnx', { DUMONT_RUNS: '' }), 10, 'an empty variable is none');
  t.match(await complaint('-m a.onnx', { DUMONT_RUNS: 'x' }), /^DUMONT_RUNS must be /);
  t.match(await complaint('-m a.onnx', { DUMONT_CPU_ARENA: 'yes' }), /^DUMONT_CPU_ARENA must be /);
});

await t.test('repeatable flags and switches come from variables too', async (t) => {
  const settings = await parse('', {
    DUMONT_MODEL: 'a.onnx;b.onnx',
    DUMONT_SHAPE: 'x=1x2;y=3',
    DUMONT_NO_COLOR: '1',
    DUMONT_QUIET: 'true',
    DUMONT_PROFILE: '0',
  });
  t.strictSame(
    settings.models.map((model) => model.location),
    ['a.onnx', 'b.onnx'],
  );
  t.strictSame(settings.measurement.inputs.shapes, { x: [1, 2], y: [3] });
  t.equal(settings.measurement.profile, false);
  t.match(await complaint('-m a.onnx', { DUMONT_QUIET: 'perhaps' }), /^DUMONT_QUIET must be true or false/);
});

await t.test(
  'values in a variable are separated by semicolons; of hosts, which hold none, by commas too',
  async (t) => {
    const settings = await parse('-m a,b.onnx', {
      DUMONT_ALLOW_HOST: 'a.lan, b.lan:80;[fd12::1]:8080;',
      DUMONT_ALLOW_CIDR: '10.1.0.0/16,fd12::/16',
      DUMONT_VALUE: 'text=a, b ;x=C:\\y',
    });
    t.strictSame(settings.addressPolicy.allowHosts, ['a.lan', 'b.lan:80', '[fd12::1]:8080']);
    t.strictSame(settings.addressPolicy.allowCidrs, ['10.1.0.0/16', 'fd12::/16']);
    t.strictSame(settings.measurement.inputs.values, { text: 'a, b ', x: 'C:\\y' });
  },
);

await t.test('a flag silences the variable that it excludes', async (t) => {
  const { stop } = (await parse('-m a.onnx --duration 5s', { DUMONT_RUNS: '20' })).measurement;
  t.strictSame(stop, { runs: 10, durationMs: 5000, untilStable: false });
  const other = (await parse('-m a.onnx --runs 3', { DUMONT_DURATION: '5s' })).measurement;
  t.strictSame(other.stop, { runs: 3, durationMs: null, untilStable: false });
  const both = { DUMONT_DURATION: '5s', DUMONT_RUNS: '3' };
  t.match(await complaint('-m a.onnx', both), /^DUMONT_DURATION and DUMONT_RUNS exclude each other$/);
});

await t.test('names that objects treat apart stay names', async (t) => {
  const { shapes } = (await parse('-m a.onnx --shape constructor=1')).measurement.inputs;
  t.strictSame(Object.keys(shapes), ['constructor']);
});

await t.test('a sustained measurement has the time it takes', async (t) => {
  const settings = await parse('-m a.onnx --sustain 10m');
  t.equal(settings.sustainMs, 600_000);
  t.equal(settings.measurement.timeoutMs, 1_200_000);
  t.match(await complaint('-m a.onnx --sustain 10m --timeout 5m'), /^--sustain does not fit into --timeout/);
  t.match(await complaint('-m a.onnx --sustain 10m --runs 5'), /exclude each other$/);
  t.match(await complaint('-m a.onnx --sustain 10m --vs b.onnx'), /^--sustain is not for comparing/);
});
