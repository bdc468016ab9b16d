/** What a benchmark was told, as its parts take it. Frozen. */
import { resolve } from 'node:path';
import { DumontError, INTRA_OP_SPINNING_ENTRY, type RuntimeApi, type SessionExtras } from '@dumont/protocol';
import { labelOf, type GivenSettings } from '@dumont/protocol/settings';
import { DEFAULT_REQUEST } from '../../../benchmark/launch/default-request.ts';
import type { BenchmarkRequest } from '../../../benchmark/launch/benchmark-request.ts';
import { defaultMemoryLimitBytes } from '../../../benchmark/sandbox/settings.ts';
import type { AddressPolicy } from '../../../models/download/address-policy.ts';
import { formatForFile } from '../../../reports/registry.ts';
import type { BenchmarkValues } from '../../args/settings/benchmark.ts';
import { outputFiles, type OutputFile } from '../../args/settings/results.ts';
import type { ModelSource } from '../../args/settings/subject.ts';
import { toComparison, withOptions, type ComparisonSettings } from './comparison-settings.ts';
import { toPlugInSettings, type PlugInSettings } from './plug-in-settings.ts';

const CI_OUTPUTS = ['dumont.md', 'dumont-junit.xml'] as const;

/** What all benchmarks of one command have in common. */
export type Measurement = Omit<
  BenchmarkRequest,
  'model' | 'computeUnit' | 'engine' | 'provider' | 'placement'
>;

export interface BenchmarkSettings extends Pick<BenchmarkValues, 'format'>, PlugInSettings {
  readonly models: readonly ModelSource[];
  /** Empty: for each model the best unit that runs here; the CPU where nobody is to look for it. */
  readonly computeUnits: PlugInSettings['computeUnits'];
  /** Whether to look what runs here, where no unit is named: a pipeline measures the same on every machine. */
  readonly looksForUnit: boolean;
  /** The package that was asked for, if any. */
  readonly enginePackage: string | null;
  /** Null: the best that works. */
  readonly runtimeApi: RuntimeApi | null;
  /** A library, a folder or a wheel; null: the library that comes with Dumont. */
  readonly onnxruntime: string | null;
  readonly measurement: Measurement;
  readonly addressPolicy: AddressPolicy;
  /** Below these a model's weights may lie. */
  readonly dataFolders: readonly string[];
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

/** @throws DumontError USAGE where they contradict each other */
export function toBenchmarkSettings(
  given: BenchmarkValues,
  places: GivenSettings,
  platform: NodeJS.Platform = process.platform,
): BenchmarkSettings {
  const values = withTimeToSustain(given, places);
  const files = outputFiles(values);
  refuseContradictions(values, files, places);
  refuseSpinningTwice(values, places);
  refuseLibraryWithoutUse(values, places);
  refuseCold(values, places, platform);
  return Object.freeze({
    models: values.model,
    ...toPlugInSettings(values, places),
    looksForUnit: !values.ci && values.engine === null && values.runtimeApi !== 'node',
    enginePackage: values.engine,
    runtimeApi: values.runtimeApi,
    onnxruntime: values.onnxruntime,
    measurement: Object.freeze(toMeasurement(values)),
    dataFolders: values.allowDataFolder,
    addressPolicy: { allowHosts: values.allowHost, allowCidrs: values.allowCidr, allowPrivate: false },
    placement: values.placement,
    outputs: values.ci ? withCiOutputs(files) : files,
    comparison: toComparison(values, places),
    threadsByQuota: values.ci,
    history: !values.noHistory,
    sustainMs: values.sustain,
    format: values.format,
  });
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

function toMeasurement(values: BenchmarkValues): Measurement {
  const { expect, rtol, atol } = values;
  return {
    loads: values.loads,
    ...(values.cold ? { cold: true } : {}),
    warmup: values.warmup ?? DEFAULT_REQUEST.warmup,
    stop: { runs: values.runs, durationMs: values.duration, untilStable: values.untilStable },
    inputs: {
      seed: values.seed,
      shapes: values.shape,
      dims: values.dim,
      values: values.value,
      ...(Object.keys(values.range).length === 0 ? {} : { ranges: values.range }),
      files: values.input,
      folder: values.inputs,
    },
    session: {
      intraOpThreads: values.intraOpThreads,
      interOpThreads: values.interOpThreads,
      graphOptimization: values.graphOptimization,
      executionMode: values.executionMode,
      ...sessionExtrasOf(values),
    },
    expect: expect === null ? null : { folder: expect, rtol, atol },
    drift: values.noDrift ? null : { rtol },
    ...(values.noOnDevice ? { onDevice: false } : {}),
    profile: values.profile,
    timeoutMs: values.timeout,
    memoryLimitBytes: toMemoryLimit(values.memoryLimit),
    sandbox: { mode: values.sandbox, scratchBytes: values.scratchSize },
  };
}

/** Only those given: the rest is the engine's own matter. */
function sessionExtrasOf(values: BenchmarkValues): SessionExtras {
  const { intraOpSpinning, cpuArena, memoryPattern, sessionOption } = values;
  return {
    ...(intraOpSpinning === null ? {} : { intraOpSpinning }),
    ...(cpuArena === null ? {} : { cpuArena }),
    ...(memoryPattern === null ? {} : { memoryPattern }),
    ...(Object.keys(sessionOption).length === 0 ? {} : { sessionEntries: sessionOption }),
  };
}

function toMemoryLimit(limit: BenchmarkValues['memoryLimit']): number | null {
  if (limit === null) return defaultMemoryLimitBytes();
  return limit === 'none' ? null : limit;
}

/** The default limit is for ordinary benchmarks. */
function withTimeToSustain(values: BenchmarkValues, given: GivenSettings): BenchmarkValues {
  if (values.sustain === null || given.has('timeout')) return values;
  return { ...values, timeout: values.timeout + values.sustain };
}

function refuseCold({ cold }: BenchmarkValues, given: GivenSettings, platform: NodeJS.Platform): void {
  if (!cold || platform === 'linux') return;
  throw new DumontError(
    'USAGE',
    `${labelOf('cold', given)} works on Linux only, where a program may drop its files from the page cache: leave it out`,
  );
}

function refuseContradictions(
  values: BenchmarkValues,
  files: readonly OutputFile[],
  given: GivenSettings,
): void {
  const label = (name: keyof BenchmarkValues): string => labelOf(name, given);
  const measured = values.sustain === null ? 'duration' : 'sustain';
  if ((values[measured] ?? 0) >= values.timeout) {
    throw new DumontError(
      'USAGE',
      `${label(measured)} does not fit into ${label('timeout')}: raise that too`,
    );
  }
  for (const [one, other] of [
    ['value', 'input'],
    ['value', 'range'],
    ['range', 'input'],
  ] as const) {
    const both = Object.keys(values[one]).find((name) => Object.hasOwn(values[other], name));
    if (both !== undefined)
      throw new DumontError('USAGE', `"${both}" is given by ${label(one)} and by ${label(other)}`);
  }
  const paths = files.map((file) => file.path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new DumontError('USAGE', `${label('output')} is given twice for ${twice}`);
}

/** The runtime would follow one of them, and the report claim both. */
function refuseSpinningTwice(values: BenchmarkValues, given: GivenSettings): void {
  const label = (name: keyof BenchmarkValues): string => labelOf(name, given);
  const entry = INTRA_OP_SPINNING_ENTRY;
  const own = sessionExtrasOf(values);
  const baseline = values.vsOption.map(({ session = {} }) => session).reduce(withOptions, own);
  if (baseline.intraOpSpinning === undefined || baseline.sessionEntries?.[entry] === undefined) return;
  const isOwnEntry = own.sessionEntries?.[entry] !== undefined;
  const byFlag =
    own.intraOpSpinning === undefined ? `${label('vsOption')} intra-op-spinning` : label('intraOpSpinning');
  const byEntry = isOwnEntry ? label('sessionOption') : `${label('vsOption')} session-option`;
  throw new DumontError(
    'USAGE',
    `${byFlag} sets ${entry}, which is given by ${byEntry} as well: leave one of them out`,
  );
}

/** Neither onnxruntime-node nor somebody else's engine takes another library of ONNX Runtime's. */
function refuseLibraryWithoutUse(values: BenchmarkValues, given: GivenSettings): void {
  const label = (name: keyof BenchmarkValues): string => labelOf(name, given);
  const ofBaseline = values.vsOption.some(({ onnxruntime }) => onnxruntime !== undefined);
  const asked = ofBaseline ? `${label('vsOption')} onnxruntime` : label('onnxruntime');
  if (!ofBaseline && values.onnxruntime === null) return;
  if (values.engine !== null)
    throw new DumontError('USAGE', `${asked} is for Dumont's own engine, not for one of ${label('engine')}`);
  if (values.runtimeApi !== 'node') return;
  throw new DumontError(
    'USAGE',
    `${asked} is for ONNX Runtime's own C API: with ${label('runtimeApi')} node there is only the library that onnxruntime-node brings`,
  );
}
