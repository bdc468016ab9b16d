/** What the command was told, parsed once and frozen. */
import { resolve } from 'node:path';
import { DumontError, type ComputeUnit } from '@dumont/protocol';
import type { z } from 'zod';
import type { AddressPolicy } from '../../models/download/address-policy.ts';
import type { BenchmarkRequest } from '../../benchmark/launch/benchmark-request.ts';
import { defaultMemoryLimitBytes } from '../../benchmark/sandbox/settings.ts';
import {
  benchmarkFlagsSchema,
  compareFlagsSchema,
  historyFlagsSchema,
  probeFlagsSchema,
  pruneFlagsSchema,
  type BenchmarkFlags,
  type CompareFlags,
  type HistoryFlags,
  type ProbeFlags,
  type PruneFlags,
} from './flag-schemas.ts';
import { formatForFile } from '../../reports/registry.ts';
import { toComparison, type ComparisonSettings } from './compare-settings.ts';
import type { RawOptions } from './raw-options.ts';

const CI_OUTPUTS = ['dumont.md', 'dumont-junit.xml'] as const;

export type ModelSource = BenchmarkFlags['model'][number];
export type OutputFile = BenchmarkFlags['output'][number];

/** What all benchmarks of one command have in common. */
export type Measurement = Omit<BenchmarkRequest, 'model' | 'computeUnit' | 'engine' | 'placement'>;

export interface BenchmarkSettings extends Pick<BenchmarkFlags, 'format' | 'quiet' | 'color' | 'logLevel'> {
  readonly models: readonly ModelSource[];
  /** Empty: for each model the unit of the lowest rank that runs its format, the CPU for ONNX. */
  readonly computeUnits: readonly ComputeUnit[];
  /** The package that was asked for, if any. */
  readonly enginePackage: string | null;
  readonly measurement: Measurement;
  readonly addressPolicy: AddressPolicy;
  /** `null`: report for an accelerator, off for the CPU. */
  readonly placement: BenchmarkRequest['placement'] | null;
  readonly outputs: readonly OutputFile[];
  /** Null: the models are benchmarked one by one. */
  readonly comparison: ComparisonSettings | null;
  /** As many threads as a CPU quota has cores, where no other number is given. */
  readonly threadsByQuota: boolean;
  /** Whether results are kept in the user's history. */
  readonly history: boolean;
  /** Null: an ordinary benchmark. */
  readonly sustainMs: number | null;
}

/** @throws DumontError USAGE that names every wrong flag */
export function parseBenchmarkSettings(raw: RawOptions): BenchmarkSettings {
  const flags = withTimeToSustain(parseFlags(benchmarkFlagsSchema, raw), raw);
  refuseContradictions(flags, raw);
  return Object.freeze({
    models: flags.model,
    computeUnits: flags.computeUnit,
    enginePackage: flags.engine ?? null,
    measurement: Object.freeze(toMeasurement(flags)),
    addressPolicy: { allowHosts: flags.allowHost, allowCidrs: flags.allowCidr, allowPrivate: false },
    placement: flags.placement ?? null,
    outputs: flags.ci ? withCiOutputs(flags.output) : flags.output,
    comparison: toComparison(flags, raw),
    threadsByQuota: flags.ci,
    history: flags.history && !flags.ci,
    sustainMs: flags.sustain ?? null,
    format: flags.format,
    quiet: flags.quiet,
    color: flags.color && !flags.ci,
    logLevel: flags.logLevel,
  });
}

/** @throws DumontError USAGE that names every wrong flag */
export function parseCompareSettings(raw: RawOptions): Readonly<CompareFlags> {
  return Object.freeze(parseFlags(compareFlagsSchema, raw));
}

/** @throws DumontError USAGE that names every wrong flag */
export function parseHistorySettings(raw: RawOptions): Readonly<HistoryFlags> {
  return Object.freeze(parseFlags(historyFlagsSchema, raw));
}

/** @throws DumontError USAGE that names every wrong flag */
export function parsePruneSettings(raw: RawOptions): Readonly<PruneFlags> {
  return Object.freeze(parseFlags(pruneFlagsSchema, raw));
}

/** @throws DumontError USAGE that names every wrong flag */
export function parseProbeSettings(raw: RawOptions): Readonly<ProbeFlags> {
  return Object.freeze(parseFlags(probeFlagsSchema, raw));
}

/** What pipelines show, unless a file of that format is named already. */
function withCiOutputs(outputs: readonly OutputFile[]): readonly OutputFile[] {
  const added = CI_OUTPUTS.flatMap((path): OutputFile[] => {
    const format = formatForFile(path);
    const isThere = format === undefined || outputs.some((output) => output.format === format);
    return isThere ? [] : [{ path: resolve(path), format }];
  });
  return [...outputs, ...added];
}

function toMeasurement(flags: BenchmarkFlags): Measurement {
  return {
    loads: flags.loads,
    warmup: flags.warmup,
    stop: { runs: flags.runs, durationMs: flags.duration ?? null, untilStable: flags.untilStable },
    inputs: {
      seed: flags.seed,
      shapes: flags.shape,
      dims: flags.dim,
      values: flags.value,
      files: flags.input,
      folder: flags.inputs ?? null,
    },
    session: {
      intraOpThreads: flags.intraOpThreads ?? null,
      interOpThreads: flags.interOpThreads ?? null,
      graphOptimization: flags.graphOptimization,
      executionMode: flags.executionMode,
    },
    expect: flags.expect === undefined ? null : { folder: flags.expect, rtol: flags.rtol, atol: flags.atol },
    profile: flags.profile,
    timeoutMs: flags.timeout,
    memoryLimitBytes: toMemoryLimit(flags.memoryLimit),
    sandbox: { mode: flags.sandbox, scratchBytes: flags.scratchSize },
  };
}

function toMemoryLimit(given: BenchmarkFlags['memoryLimit']): number | null {
  if (given === undefined) return defaultMemoryLimitBytes();
  return given === 'none' ? null : given;
}

function parseFlags<Schema extends z.ZodType>(schema: Schema, raw: RawOptions): z.output<Schema> {
  const given = Object.fromEntries([...raw].map(([key, option]) => [key, option.value]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const messages = parsed.error.issues.map((issue) => {
    const key = String(issue.path[0]);
    return `${raw.get(key)?.label ?? key} ${issue.message}`;
  });
  throw new DumontError('USAGE', messages.join('\n'));
}

/** The default limit is for ordinary benchmarks. */
function withTimeToSustain(flags: BenchmarkFlags, raw: RawOptions): BenchmarkFlags {
  if (flags.sustain === undefined || raw.get('timeout')?.source !== 'default') return flags;
  return { ...flags, timeout: flags.timeout + flags.sustain };
}

function refuseContradictions(flags: BenchmarkFlags, raw: RawOptions): void {
  const label = (key: keyof BenchmarkFlags): string => raw.get(key)?.label ?? key;
  const measured = flags.sustain === undefined ? 'duration' : 'sustain';
  if ((flags[measured] ?? 0) >= flags.timeout) {
    throw new DumontError(
      'USAGE',
      `${label(measured)} does not fit into ${label('timeout')}: raise that too`,
    );
  }
  const both = Object.keys(flags.value).find((name) => Object.hasOwn(flags.input, name));
  if (both !== undefined) {
    throw new DumontError('USAGE', `"${both}" is given by ${label('value')} and by ${label('input')}`);
  }
  const paths = flags.output.map((file) => file.path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new DumontError('USAGE', `${label('output')} is given twice for ${twice}`);
}
