/** OpenMetrics text: what Prometheus scrapes from a file and GitLab shows as a metrics report. */
import {
  BYTES_PER_MB,
  describeValues,
  figuresAt,
  placementBasis,
  verdictSchema,
  type BenchmarkReport,
  type ComparisonReport,
  type ReportInput,
  type Unit,
} from '@dumont/protocol';
import { shownReport } from './comparison-text.ts';
import { showingText } from './report-format.ts';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly labels: Labels;
  readonly value: number | null | undefined;
}

interface Family {
  readonly name: string;
  readonly unit: 'seconds' | 'bytes' | 'ratio' | 'watts' | 'joules' | 'hertz' | 'celsius' | null;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const END = '# EOF\n';

// prom-client would do, but it renders asynchronously from registries of live counters: here all is known and gauges are all there is.
export const openMetricsFormat = showingText({
  name: 'openmetrics',
  endings: ['.prom', '.om', 'metrics.txt'],
  readable: false,
  renderReport: () => '',
  renderEnd: (reports) => renderFamilies(reportFamilies(reports)),
  renderComparison: (comparison) => renderFamilies(comparisonFamilies(comparison)),
});

const inSeconds = (factor: number) => (value: number) =>
  // A division is not to add digits that were not measured.
  Number((value / factor).toPrecision(12));
const asItIs = (value: number): number => value;

/** OpenMetrics has base units. */
const BASE_UNITS: Readonly<Record<Unit, { unit: Family['unit']; convert: (value: number) => number }>> = {
  ms: { unit: 'seconds', convert: inSeconds(1e3) },
  us: { unit: 'seconds', convert: inSeconds(1e6) },
  B: { unit: 'bytes', convert: asItIs },
  MB: { unit: 'bytes', convert: (mb) => Math.round(mb * BYTES_PER_MB) },
  percent: { unit: 'ratio', convert: (percent) => percent / 100 },
  ratio: { unit: 'ratio', convert: asItIs },
  fraction: { unit: 'ratio', convert: asItIs },
  perSecond: { unit: null, convert: asItIs },
  count: { unit: null, convert: asItIs },
  W: { unit: 'watts', convert: asItIs },
  mJ: { unit: 'joules', convert: (millijoules) => millijoules / 1000 },
  J: { unit: 'joules', convert: asItIs },
  MHz: { unit: 'hertz', convert: (megahertz) => megahertz * 1e6 },
  celsius: { unit: 'celsius', convert: asItIs },
};

function reportFamilies(reports: readonly BenchmarkReport[]): Family[] {
  const samplesOf = (read: (report: BenchmarkReport) => number | null): Sample[] =>
    reports.map((report) => ({ labels: labelsOf(report), value: read(report) }));
  const complete: Family = {
    name: 'dumont_complete',
    unit: null,
    help: 'Whether the benchmark came to its end.',
    samples: samplesOf(({ error }) => (error === null ? 1 : 0)),
  };
  const figures = figuresAt('openMetrics').map(({ name, figure }): Family => {
    const { unit, convert } = BASE_UNITS[figure.unit];
    const read = (report: BenchmarkReport): number | null => {
      const value = figure.read(report) ?? null;
      return value === null ? null : convert(value);
    };
    return { name, unit, help: figure.help ?? figure.name, samples: samplesOf(read) };
  });
  const notCompared: Family = {
    name: 'dumont_outputs_not_compared',
    unit: null,
    help: 'Outputs that could not be compared with the expected ones.',
    samples: samplesOf(
      ({ expectation }) => expectation?.outputs.filter(({ matched }) => matched === null).length ?? null,
    ),
  };
  const inputs: Family = {
    name: 'dumont_input',
    unit: null,
    help: 'Inputs that the model was run with, each 1.',
    samples: reports.flatMap((report) =>
      report.inputs.map((input) => ({ labels: { ...labelsOf(report), ...inputLabels(input) }, value: 1 })),
    ),
  };
  const placement: Family = {
    name: 'dumont_placement',
    unit: null,
    help: 'Where the model ran, each verdict 1, and what it rests on.',
    samples: reports.flatMap((report) => placementSamples(report)),
  };
  return [complete, notCompared, inputs, placement, ...figures];
}

function placementSamples(report: BenchmarkReport): Sample[] {
  const { placement } = report.engine;
  if (placement === null) return [];
  const labels = { ...labelsOf(report), verdict: placement.verdict, rests_on: placementBasis(placement) };
  return [{ labels, value: 1 }];
}

function comparisonFamilies(comparison: ComparisonReport): Family[] {
  const { baseline, metrics, verdict } = comparison;
  const { model, engine } = shownReport(comparison);
  const sides = {
    model: model.fileName,
    baseline: baseline.model.fileName,
    compute_unit: engine.computeUnit,
  };
  const ratio = (
    name: string,
    help: string,
    read: (metric: (typeof metrics)[number]) => number | null | undefined,
  ): Family => ({
    name,
    unit: 'ratio',
    help,
    samples: metrics.map((metric) => ({
      labels: { ...sides, metric: metric.metric },
      value: read(metric),
    })),
  });
  return [
    {
      name: 'dumont_comparison_verdict',
      unit: null,
      help: '1 for the verdict that was reached, 0 for the others.',
      samples: verdictSchema.options.map((known) => ({
        labels: { ...sides, verdict: known },
        value: comparison.error === null && known === verdict ? 1 : 0,
      })),
    },
    ratio(
      'dumont_change_ratio',
      'How much more the candidate takes: 0.03 is 3 % more.',
      ({ change }) => change,
    ),
    ratio(
      'dumont_change_ci95_low_ratio',
      'Lower end of its 95 % interval.',
      ({ changeCi95 }) => changeCi95?.[0],
    ),
    ratio(
      'dumont_change_ci95_high_ratio',
      'Upper end of its 95 % interval.',
      ({ changeCi95 }) => changeCi95?.[1],
    ),
    ratio('dumont_change_limit_ratio', 'Accepted increase.', ({ limit }) => limit),
    {
      name: 'dumont_output_drift_ratio',
      unit: 'ratio',
      help: "Largest difference of a side's outputs from the CPU's, as a fraction of their largest value.",
      samples: [
        { labels: { ...sides, side: 'baseline' }, value: baseline.outputDrift?.maxRel },
        { labels: { ...sides, side: 'candidate' }, value: comparison.candidate?.outputDrift?.maxRel },
      ],
    },
  ];
}

function labelsOf({ model, engine, device }: BenchmarkReport): Labels {
  return { model: model.fileName, compute_unit: engine.computeUnit, device: device.deviceName };
}

function inputLabels(input: ReportInput): Labels {
  const { name, dtype, shape, source } = input;
  return { input: name, type: dtype, shape: shape.join('x'), source, values: describeValues(input) ?? '' };
}

function renderFamilies(families: readonly Family[]): string {
  return `${families.flatMap(renderFamily).join('\n')}\n${END}`;
}

function renderFamily({ name, unit, help, samples }: Family): string[] {
  // Of the same model measured twice, the later result stands: a sample may not come twice.
  const known = new Map(
    samples.flatMap(({ labels, value }) =>
      typeof value === 'number' ? [[renderLabels(labels), value] as const] : [],
    ),
  );
  if (known.size === 0) return [];
  const meta = [
    `# TYPE ${name} gauge`,
    ...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
  ];
  return [...meta, ...[...known].map(([labels, value]) => `${name}{${labels}} ${value}`)];
}

function renderLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',');
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
