import t from 'tap';
import { METRICS } from '../comparison-report.ts';
import { reportJsonSchema } from '../report/json-schema.ts';
import { reportSchema } from '../report/index.ts';
import { FEWEST_SAMPLES_FOR_MEDIAN_CI, PERCENTILES, summarize } from '../statistics/index.ts';
import { completeReport, failedReport, longReport } from '../testing/sample-report.ts';
import { FIGURES, figuresAt } from './figures.ts';
import { processesBehind, processFiguresOf, titleOfMetric, unitOfMetric } from './metrics.ts';

const PLACES = ['tile', 'grid', 'testCase', 'csv', 'openMetrics'] as const;

await t.test('every figure reads from a report of many runs, and none from a failed one', async (t) => {
  for (const { name, read } of FIGURES) {
    t.type(read(longReport), 'number', name);
    t.notOk(read(failedReport), name);
  }
});

await t.test('each name and each position is of one figure, wherever it stands', async (t) => {
  const isUnique = (what: string, values: readonly unknown[]): void => {
    t.strictSame(values, [...new Set(values)], what);
  };
  isUnique(
    'name',
    FIGURES.map(({ name }) => name),
  );
  isUnique(
    'SARK',
    FIGURES.flatMap(({ sark }) => sark ?? []),
  );
  for (const place of PLACES) {
    const placed = figuresAt(place);
    isUnique(
      `${place}: names`,
      placed.map(({ name }) => name),
    );
    isUnique(
      `${place}: positions`,
      placed.map(({ position }) => position),
    );
  }
});

await t.test('OpenMetrics has base units in its names, and says what each is', async (t) => {
  const endings = {
    ms: /_seconds$/,
    us: /_seconds$/,
    MB: /_bytes$/,
    percent: /_ratio$/,
    ratio: /_ratio$/,
    fraction: /_ratio$/,
  };
  for (const { name, figure } of figuresAt('openMetrics')) {
    t.match(name, /^dumont_[a-z0-9_]+$/);
    if (Object.hasOwn(endings, figure.unit)) t.match(name, endings[figure.unit as keyof typeof endings]);
    t.match(figure.help, /\.$/);
  }
});

/** Numbers of a report that are no figures, and why. */
const NO_FIGURES: Readonly<Record<string, string>> = {
  model: 'which model it was',
  'engine.provider': 'what ran it',
  'engine.placement': 'a table of its own: nodes and time by provider',
  settings: 'what was asked for',
  inputs: 'what was fed',
  'load.samplesMs': 'drawn',
  'load.baselineRamMb': 'the same as memory.baselineMb, for a report without memory',
  'load.cold.warmMs': 'its median is a figure; the rest is told where somebody asks for it',
  'load.ms.p50': 'the same as the median',
  'load.ms.percentileCi95': 'said beside the percentiles',
  'inference.samplesMs': 'drawn',
  'inference.ms.p50': 'the same as the median',
  'inference.ms.percentileCi95': 'said beside the percentiles',
  'inference.onDevice': 'its median is a figure; the rest is told where somebody asks for it',
  'accelerator.vramBaselineMb': 'what vramPeakMb began from',
  'accelerator.idlePowerW': 'said beside accelerator.powerW',
  acceleratorEvidence: 'what the placement is judged by',
  sustained: 'a section and a chart of its own',
  'memory.sampleIntervalMs': 'how memory was measured',
  'memory.load':
    'the same as load.peakRamMb, its cross-check, what it is above the baseline, and what it consists of',
  'memory.inference': 'the same as inference.peakRamMb, its cross-check, and what it is above the baseline',
  'gc.count': 'said beside gc.ms',
  'gc.load': 'told where it is much: the warning GC_IN_PHASE',
  'cgroup.throttledPeriods': 'told of: the warning CPU_QUOTA_THROTTLED',
  'cgroup.load': 'told of: the warning CPU_QUOTA_THROTTLED',
  'floor.inputBytes': 'said beside the floor',
  'floor.outputBytes': 'said beside the floor',
  expectation: 'a table of its own: each output',
  'outputDrift.rtol': 'what was asked for',
  'outputDrift.maxAbs': 'a column of its own, in CSV and in the table of outputs: it has no unit',
  'outputDrift.outputs': 'a table of its own: each output',
  profile: 'a table of its own: each operator',
  timeline: 'drawn',
  device: 'what machine it was',
  environment: 'what state the machine was in',
  'error.exitCode': 'how it ended',
};

await t.test(
  'every number in a report is a figure, or is named with the reason why it is none',
  async (t) => {
    const leaves = numbersOf(reportJsonSchema());
    const isNoFigure = (path: string): boolean =>
      Object.keys(NO_FIGURES).some((part) => path === part || path.startsWith(`${part}.`));
    const before = readAll(longReport);
    for (const path of leaves.filter((leaf) => !isNoFigure(leaf))) {
      t.notSame(readAll(changeNumber(longReport, path)), before, `${path} is read by a figure`);
    }
    for (const part of Object.keys(NO_FIGURES)) {
      t.ok(
        leaves.some((leaf) => leaf === part || leaf.startsWith(`${part}.`)),
        `${part} is in the report`,
      );
    }
  },
);

await t.test('each metric of a comparison is a figure', async (t) => {
  t.strictSame(METRICS.map(titleOfMetric), ['latency', 'load', 'first run', 'memory']);
  t.strictSame(METRICS.map(unitOfMetric), ['ms', 'ms', 'ms', 'MB']);
  t.strictSame(processFiguresOf('candidate', completeReport), {
    side: 'candidate',
    latency: 4.07,
    load: 59.8,
    first: 12.5,
    memory: 152.75,
  });
  t.equal(processFiguresOf('baseline', { ...completeReport, inference: null }), null);
  t.strictSame(
    METRICS.map((name) => processesBehind(name, completeReport)),
    [1, 5, 1, 1],
    'only loads are each from a process of their own',
  );
});

await t.test('percentiles are known from the number of samples that is named', async (t) => {
  const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  for (const { key, fewestSamples } of PERCENTILES) {
    t.not(summarize(times(fewestSamples))[key], null, key);
    t.equal(summarize(times(fewestSamples - 1))[key], null, key);
  }
  t.not(summarize(times(FEWEST_SAMPLES_FOR_MEDIAN_CI)).medianCi95, null);
  t.equal(summarize(times(FEWEST_SAMPLES_FOR_MEDIAN_CI - 1)).medianCi95, null);
});

function readAll(report: typeof completeReport): unknown[] {
  return FIGURES.map(({ read }) => read(report));
}

/** @returns the paths of all numbers, those of a list under the list's own */
function numbersOf(schema: unknown, path: readonly string[] = []): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, items, prefixItems, additionalProperties, anyOf } = schema as Record<
    string,
    unknown
  >;
  if ([type].flat().some((one) => one === 'number' || one === 'integer')) return [path.join('.')];
  const inside = [items, prefixItems, additionalProperties, anyOf].flat();
  const named = Object.entries(properties ?? {});
  const found = [
    ...inside.flatMap((part) => numbersOf(part, path)),
    ...named.flatMap(([name, part]) => numbersOf(part, [...path, name])),
  ];
  return [...new Set(found)];
}

/** @returns the same report with another number there */
function changeNumber(report: typeof completeReport, path: string): typeof completeReport {
  const copy = structuredClone(report);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let object = copy as unknown as Record<string, unknown>;
  for (const name of names) object = object[name] as Record<string, unknown>;
  const value = object[last];
  object[last] = Array.isArray(value) ? value.map(() => 123_456) : 123_456;
  return reportSchema.parse(copy);
}
