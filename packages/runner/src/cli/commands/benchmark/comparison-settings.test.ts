import { resolve } from 'node:path';
import t from 'tap';
import { DEFAULT_REQUEST } from '../../../benchmark/launch/default-request.ts';
import { complaint, parse } from '../testing/parse.ts';
import { withOptions, withProviderOptions } from './comparison-settings.ts';

await t.test('what to compare with is another model, setting or unit, itself, or a report', async (t) => {
  t.equal((await parse('-m a.onnx')).comparison, null);
  const paired = await parse(
    '-m a.onnx --vs b.onnx --vs-option intra-op-threads=1 --max-memory-regression 10%',
  );
  t.strictSame(paired.comparison, {
    kind: 'paired',
    limits: {
      latency: { limit: 0.05, gated: true },
      load: { limit: 0.05, gated: false },
      first: { limit: 0.05, gated: false },
      memory: { limit: 0.1, gated: true },
    },
    effort: { maxPairs: 30, budgetMs: null, adaptRuns: true },
    model: { kind: 'file', location: 'b.onnx' },
    computeUnit: null,
    session: { intraOpThreads: 1 },
    provider: {},
    onnxruntime: undefined,
  });
  const unit = await parse('-m a.onnx --vs-compute-unit gpu --budget 5m --runs 50');
  t.match(unit.comparison, {
    computeUnit: 'GPU (ONNX)',
    effort: { maxPairs: null, budgetMs: 300_000, adaptRuns: false },
  });
  t.match((await parse('-m a.onnx --self-test --pairs 40')).comparison, {
    kind: 'self-test',
    effort: { maxPairs: 40 },
  });
  t.match((await parse('-m a.onnx --baseline r.json --allow-different')).comparison, {
    kind: 'stored',
    reportPath: resolve('r.json'),
    allowDifferent: true,
  });
});

await t.test('a baseline may have options of the runtime’s own, beside those that both have', async (t) => {
  const { comparison } = await parse(
    '-m a.onnx --vs-option session-option=session.a=1 --vs-option session-option=session.b=2 --vs-option cpu-arena=off',
  );
  t.match(comparison, {
    session: { cpuArena: false, sessionEntries: { 'session.a': '1', 'session.b': '2' } },
  });
  const given = { ...DEFAULT_REQUEST.session, sessionEntries: { 'session.a': '0', 'session.c': '3' } };
  t.strictSame(withOptions(given, { sessionEntries: { 'session.a': '1' } }), {
    ...given,
    sessionEntries: { 'session.a': '1', 'session.c': '3' },
  });
});

await t.test('a baseline may have options of its provider’s own, and another device', async (t) => {
  const { comparison, provider } = await parse(
    '-m a.onnx -u webgpu --provider-option layout=NCHW --vs-option provider-option=layout=NHWC --vs-option provider-option=b=2 --vs-option device=1',
  );
  t.match(comparison, { provider: { providerOptions: { layout: 'NHWC', b: '2' }, device: '1' } });
  t.strictSame(withProviderOptions(provider, { providerOptions: { b: '2' } }), {
    providerOptions: { layout: 'NCHW', b: '2' },
  });
  t.strictSame(withProviderOptions({ device: '0' }, { device: '1' }), { device: '1' });
  const twice = '--vs-option provider-option=a=1 --vs-option provider-option=a=2';
  t.match(await complaint(`-m a.onnx -u webgpu ${twice}`), /is given twice for "provider-option a"/);
  t.match(await complaint('-m a.onnx --vs-option provider-option=a'), /name=value, with one of/);
});

await t.test('a baseline may have another library', async (t) => {
  const { comparison, onnxruntime } = await parse(
    '-m a.onnx --vs-option onnxruntime=old.whl --vs-option cpu-arena=off',
  );
  t.match(comparison, { onnxruntime: resolve('old.whl'), session: { cpuArena: false } });
  t.equal(onnxruntime, null);
  const shipped = await parse('-m a.onnx --onnxruntime new.whl --vs-option onnxruntime=shipped');
  t.match([shipped.onnxruntime, shipped.comparison], [resolve('new.whl'), { onnxruntime: null }]);
  const same = await parse('-m a.onnx --onnxruntime new.whl --vs b.onnx');
  t.match(same.comparison, { onnxruntime: undefined });
});

await t.test('comparisons that make no sense are refused', async (t) => {
  for (const [text, message] of [
    ['-m a.onnx --vs b.onnx --self-test', /^--vs and --self-test exclude each other$/],
    ['-m a.onnx --baseline r.json --vs-option intra-op-threads=1', /exclude each other$/],
    ['-m a.onnx -m c.onnx --vs b.onnx', /^--model names several models/],
    ['-m a.onnx -u cpu -u gpu --vs b.onnx', /^--compute-unit names several units/],
    ['-m a.onnx --vs b.onnx --pairs 5', /^--pairs must be a whole number from 6 to 500/],
    [
      '-m a.onnx --vs b.onnx --pairs 6 --max-memory-regression 5%',
      /^--pairs must be 7 or more for 2 limits$/,
    ],
    ['-m a.onnx --vs b.onnx --pairs 9 --budget 5m', /^--pairs and --budget exclude each other$/],
    [
      '-m a.onnx --vs b.onnx --max-regression 5',
      /^--max-regression must be a percentage .* such as 5%, not "5"$/,
    ],
    ['-m a.onnx --vs b.onnx --vs-option threads=1', /^--vs-option must be name=value, with one of /],
    [
      '-m a.onnx --vs b.onnx --vs-option execution-mode=fast',
      /^--vs-option must be name=value, with one of /,
    ],
    ['-m a.onnx --vs-option session-option=x', /^--vs-option must be name=value, with one of /],
    [
      '-m a.onnx --intra-op-spinning on --vs-option session-option=session.intra_op.allow_spinning=0',
      /^--intra-op-spinning sets .*, which is given by --vs-option session-option as well/,
    ],
    [
      '-m a.onnx --session-option session.intra_op.allow_spinning=0 --vs-option intra-op-spinning=on',
      /^--vs-option intra-op-spinning sets .*, which is given by --session-option as well/,
    ],
    ['-m a.onnx --vs-option onnxruntime=', /^--vs-option must be name=value, with one of .*onnxruntime/],
    [
      '-m a.onnx --vs-option onnxruntime=shipped --vs-option onnxruntime=x',
      /^--vs-option is given twice for "onnxruntime"$/,
    ],
    [
      '-m a.onnx --vs-option cpu-arena=off --vs-option intra-op-threads=1 --vs-option cpu-arena=on',
      /^--vs-option is given twice for "cpu-arena"$/,
    ],
    [
      '-m a.onnx --vs-option session-option=a.b=1 --vs-option session-option=a.b=2',
      /^--vs-option is given twice for "session-option a\.b"$/,
    ],
    ['-m a.onnx --max-regression 5%', /^--max-regression needs something to compare with/],
  ] as const) {
    t.match(await complaint(text), message, text);
  }
});
