/** What is to be compared with what, from the values. */
import {
  DumontError,
  fewestPairs,
  gatedMetrics,
  type ComputeUnit,
  type MetricLimits,
  type ProviderSettings,
} from '@dumont/protocol';
import { labelOf, type GivenSettings } from '@dumont/protocol/settings';
import type { BenchmarkRequest } from '../../../benchmark/launch/benchmark-request.ts';
import type { ComparisonEffort } from '../../../compare/paired-request.ts';
import type { BenchmarkValues } from '../../args/settings/benchmark.ts';
import { DEFAULT_PAIRS } from '../../args/settings/comparing.ts';
import type { ModelSource } from '../../args/settings/subject.ts';

interface Common {
  readonly limits: MetricLimits;
  readonly effort: ComparisonEffort;
}

export type ComparisonSettings = Common &
  (
    | {
        readonly kind: 'paired';
        /** What of the baseline is another; `null` and `{}` where it is the same. */
        readonly model: ModelSource | null;
        readonly computeUnit: ComputeUnit | null;
        readonly session: Partial<Session>;
        readonly provider: ProviderSettings;
        /** Undefined where it is the same; null: the library that comes with Dumont. */
        readonly onnxruntime: string | null | undefined;
      }
    | { readonly kind: 'self-test' }
    | { readonly kind: 'stored'; readonly reportPath: string; readonly allowDifferent: boolean }
  );

type Name = keyof BenchmarkValues;
type Session = BenchmarkRequest['session'];

/** The options of the runtime's own are taken over one by one, as the others are. */
export function withOptions<Given extends Partial<Session>>(given: Given, others: Partial<Session>): Given {
  const sessionEntries = { ...given.sessionEntries, ...others.sessionEntries };
  return {
    ...given,
    ...others,
    ...(Object.keys(sessionEntries).length === 0 ? {} : { sessionEntries }),
  };
}

/** As `withOptions`, of the execution provider. */
export function withProviderOptions(given: ProviderSettings, others: ProviderSettings): ProviderSettings {
  const providerOptions = { ...given.providerOptions, ...others.providerOptions };
  return { ...given, ...others, ...(Object.keys(providerOptions).length === 0 ? {} : { providerOptions }) };
}

/** @returns null where nothing is to be compared @throws DumontError USAGE where the values contradict each other */
export function toComparison(values: BenchmarkValues, given: GivenSettings): ComparisonSettings | null {
  const kind = kindOf(values, given);
  if (kind === null) {
    refuseWithoutComparison(given);
    return null;
  }
  refuseSeveral(values, given);
  refuseTooFewPairs(values, given, kind);
  if (values.sustain !== null) {
    throw new DumontError(
      'USAGE',
      `${labelOf('sustain', given)} is not for comparing: it measures one model`,
    );
  }
  const common: Common = { limits: limitsOf(values), effort: effortOf(values, given, kind) };
  switch (kind) {
    case 'self-test':
      return { kind, ...common };
    case 'stored':
      return { kind, ...common, reportPath: values.baseline ?? '', allowDifferent: values.allowDifferent };
    case 'paired':
      return {
        kind,
        ...common,
        model: values.vs,
        computeUnit: values.vsComputeUnit,
        session: values.vsOption.map(({ session = {} }) => session).reduce(withOptions, {}),
        provider: values.vsOption.map(({ provider = {} }) => provider).reduce(withProviderOptions, {}),
        onnxruntime: values.vsOption.find(({ onnxruntime }) => onnxruntime !== undefined)?.onnxruntime,
      };
  }
}

function kindOf(values: BenchmarkValues, given: GivenSettings): ComparisonSettings['kind'] | null {
  const asked: [Name, ComparisonSettings['kind']][] = [];
  if (values.vs !== null) asked.push(['vs', 'paired']);
  if (values.vsOption.length > 0) asked.push(['vsOption', 'paired']);
  if (values.vsComputeUnit !== null) asked.push(['vsComputeUnit', 'paired']);
  if (values.selfTest) asked.push(['selfTest', 'self-test']);
  if (values.baseline !== null) asked.push(['baseline', 'stored']);
  const [first] = asked;
  if (first === undefined) return null;
  const other = asked.find(([, kind]) => kind !== first[1]);
  if (other !== undefined) {
    throw new DumontError(
      'USAGE',
      `${labelOf(first[0], given)} and ${labelOf(other[0], given)} exclude each other`,
    );
  }
  return first[1];
}

/** A limit without a comparison would be a gate that never closes. */
function refuseWithoutComparison(given: GivenSettings): void {
  const names = [
    'maxRegression',
    'maxLoadRegression',
    'maxFirstRegression',
    'maxMemoryRegression',
    'pairs',
    'budget',
  ];
  const stray = names.map((name) => given.get(name)).find((setting) => setting?.source === 'flag');
  if (stray === undefined) return;
  throw new DumontError(
    'USAGE',
    `${stray.label} needs something to compare with: --vs, --vs-option, --vs-compute-unit, --baseline or --self-test`,
  );
}

function refuseSeveral(values: BenchmarkValues, given: GivenSettings): void {
  if (values.model.length > 1) {
    throw new DumontError(
      'USAGE',
      `${labelOf('model', given)} names several models: one is compared at a time`,
    );
  }
  if (values.computeUnit.length > 1) {
    throw new DumontError(
      'USAGE',
      `${labelOf('computeUnit', given)} names several units: one is compared at a time, with another by --vs-compute-unit`,
    );
  }
}

/** Limits share the false alarms: with several of them, the fewest pairs can decide nothing. */
function refuseTooFewPairs(
  values: BenchmarkValues,
  given: GivenSettings,
  kind: ComparisonSettings['kind'],
): void {
  const { pairs } = values;
  if (pairs === null || kind === 'stored') return;
  const limits = limitsOf(values);
  const enough = fewestPairs(limits);
  if (pairs >= enough) return;
  throw new DumontError(
    'USAGE',
    `${labelOf('pairs', given)} must be ${enough} or more for ${gatedMetrics(limits).length} limits`,
  );
}

/** Only the latency counts unless another metric is given a limit of its own: loads and first runs vary too much to count unasked. */
function limitsOf(values: BenchmarkValues): MetricLimits {
  const own = (limit: number | null) => ({
    limit: limit ?? values.maxRegression,
    gated: limit !== null,
  });
  return {
    latency: { limit: values.maxRegression, gated: true },
    load: own(values.maxLoadRegression),
    first: own(values.maxFirstRegression),
    memory: own(values.maxMemoryRegression),
  };
}

function effortOf(
  values: BenchmarkValues,
  given: GivenSettings,
  kind: ComparisonSettings['kind'],
): ComparisonEffort {
  const unlimited = values.budget !== null || kind === 'stored';
  return {
    maxPairs: values.pairs ?? (unlimited ? null : DEFAULT_PAIRS),
    budgetMs: values.budget,
    adaptRuns: !given.has('runs') && values.duration === null && !values.untilStable,
  };
}
