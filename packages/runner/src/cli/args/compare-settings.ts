/** What is to be compared with what, from the flags. */
import {
  DumontError,
  fewestPairs,
  gatedMetrics,
  type ComputeUnit,
  type MetricLimits,
} from '@dumont/protocol';
import type { ComparisonEffort } from '../../compare/paired-request.ts';
import type { BenchmarkRequest } from '../../benchmark/launch/benchmark-request.ts';
import type { BenchmarkFlags } from './flag-schemas.ts';
import type { RawOptions } from './raw-options.ts';

const DEFAULT_PAIRS = 30;

interface Common {
  readonly limits: MetricLimits;
  readonly effort: ComparisonEffort;
}

export type ComparisonSettings = Common &
  (
    | {
        readonly kind: 'paired';
        /** What of the baseline is another; `null` and `{}` where it is the same. */
        readonly model: BenchmarkFlags['model'][number] | null;
        readonly computeUnit: ComputeUnit | null;
        readonly session: Partial<Session>;
      }
    | { readonly kind: 'self-test' }
    | { readonly kind: 'stored'; readonly reportPath: string; readonly allowDifferent: boolean }
  );

type FlagName = keyof BenchmarkFlags;
type Session = BenchmarkRequest['session'];

/** @returns null where nothing is to be compared @throws DumontError USAGE where the flags contradict each other */
export function toComparison(flags: BenchmarkFlags, raw: RawOptions): ComparisonSettings | null {
  const kind = kindOf(flags, raw);
  if (kind === null) {
    refuseWithoutComparison(raw);
    return null;
  }
  refuseSeveral(flags, raw);
  refuseTooFewPairs(flags, raw, kind);
  if (flags.sustain !== undefined) {
    throw new DumontError('USAGE', `${labelOf('sustain', raw)} is not for comparing: it measures one model`);
  }
  const common: Common = { limits: limitsOf(flags), effort: effortOf(flags, raw, kind) };
  switch (kind) {
    case 'self-test':
      return { kind, ...common };
    case 'stored':
      return { kind, ...common, reportPath: flags.baseline ?? '', allowDifferent: flags.allowDifferent };
    case 'paired':
      return {
        kind,
        ...common,
        model: flags.vs ?? null,
        computeUnit: flags.vsComputeUnit ?? null,
        session: flags.vsOption.reduce<Partial<Session>>((all, one) => ({ ...all, ...one }), {}),
      };
  }
}

function kindOf(flags: BenchmarkFlags, raw: RawOptions): ComparisonSettings['kind'] | null {
  const given: [FlagName, ComparisonSettings['kind']][] = [];
  if (flags.vs !== undefined) given.push(['vs', 'paired']);
  if (flags.vsOption.length > 0) given.push(['vsOption', 'paired']);
  if (flags.vsComputeUnit !== undefined) given.push(['vsComputeUnit', 'paired']);
  if (flags.selfTest) given.push(['selfTest', 'self-test']);
  if (flags.baseline !== undefined) given.push(['baseline', 'stored']);
  const [first] = given;
  if (first === undefined) return null;
  const other = given.find(([, kind]) => kind !== first[1]);
  if (other !== undefined) {
    throw new DumontError(
      'USAGE',
      `${labelOf(first[0], raw)} and ${labelOf(other[0], raw)} exclude each other`,
    );
  }
  return first[1];
}

/** A limit without a comparison would be a gate that never closes. */
function refuseWithoutComparison(raw: RawOptions): void {
  const names = [
    'maxRegression',
    'maxLoadRegression',
    'maxFirstRegression',
    'maxMemoryRegression',
    'pairs',
    'budget',
  ];
  const stray = names.map((name) => raw.get(name)).find((option) => option?.source === 'flag');
  if (stray === undefined) return;
  throw new DumontError(
    'USAGE',
    `${stray.label} needs something to compare with: --vs, --vs-option, --vs-compute-unit, --baseline or --self-test`,
  );
}

function refuseSeveral(flags: BenchmarkFlags, raw: RawOptions): void {
  if (flags.model.length > 1) {
    throw new DumontError(
      'USAGE',
      `${labelOf('model', raw)} names several models: one is compared at a time`,
    );
  }
  if (flags.computeUnit.length > 1) {
    throw new DumontError(
      'USAGE',
      `${labelOf('computeUnit', raw)} names several units: one is compared at a time, with another by --vs-compute-unit`,
    );
  }
}

/** Limits share the false alarms: with several of them, the fewest pairs can decide nothing. */
function refuseTooFewPairs(flags: BenchmarkFlags, raw: RawOptions, kind: ComparisonSettings['kind']): void {
  const { pairs } = flags;
  if (pairs === undefined || kind === 'stored') return;
  const limits = limitsOf(flags);
  const enough = fewestPairs(limits);
  if (pairs >= enough) return;
  throw new DumontError(
    'USAGE',
    `${labelOf('pairs', raw)} must be ${enough} or more for ${gatedMetrics(limits).length} limits`,
  );
}

/** Only the latency counts unless another metric is given a limit of its own: loads and first runs vary too much to count unasked. */
function limitsOf(flags: BenchmarkFlags): MetricLimits {
  const own = (limit: number | undefined) => ({
    limit: limit ?? flags.maxRegression,
    gated: limit !== undefined,
  });
  return {
    latency: { limit: flags.maxRegression, gated: true },
    load: own(flags.maxLoadRegression),
    first: own(flags.maxFirstRegression),
    memory: own(flags.maxMemoryRegression),
  };
}

function effortOf(
  flags: BenchmarkFlags,
  raw: RawOptions,
  kind: ComparisonSettings['kind'],
): ComparisonEffort {
  const isDefault = (name: FlagName): boolean => raw.get(name)?.source === 'default';
  const unlimited = flags.budget !== undefined || kind === 'stored';
  return {
    maxPairs: flags.pairs ?? (unlimited ? null : DEFAULT_PAIRS),
    budgetMs: flags.budget ?? null,
    adaptRuns: isDefault('runs') && flags.duration === undefined && !flags.untilStable,
  };
}

function labelOf(name: FlagName, raw: RawOptions): string {
  return raw.get(name)?.label ?? name;
}
