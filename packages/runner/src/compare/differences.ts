/** How two reports differ in what was measured and where, so that a reader can tell what a difference of their figures may come from. Pure. */
import {
  DESCRIBED_SESSION_EXTRAS,
  describeGiven,
  describeLibrary,
  type BenchmarkReport,
  type Difference,
  type ReportInput,
  type ReportModel,
  type ReportProvider,
} from '@dumont/protocol';

/** Undefined: the report does not say, which is no difference from one that does. */
type Read = (report: BenchmarkReport) => string | number | boolean | null | undefined;
type Field = readonly [name: string, read: Read];

const subject: readonly Field[] = [
  ['model', ({ model }) => model.fileName],
  ['model sha256', ({ model }) => model.sha256?.slice(0, 12) ?? null],
];

/** What makes figures of different reports comparable at all. */
const conditions: readonly Field[] = [
  ['CPU model', ({ environment }) => environment.cpuModel],
  ['CPU cores', ({ environment }) => environment.cpuCores],
  ['CPU quota', ({ environment }) => environment.cpuQuotaCores],
  ['governor', ({ environment }) => environment.governor],
  ['power source', ({ environment }) => environment.powerSource],
  ['GPU', ({ device }) => device.discreteGpu],
  ['system', ({ environment }) => `${environment.platform} ${environment.arch}`],
  ['system version', ({ device }) => `${device.os} ${device.osVersion}`],
  ['container', ({ environment }) => environment.container],
  ['virtualization', ({ environment }) => environment.virtualization],
  ['Node', ({ environment }) => environment.node],
  ['engine', ({ engine }) => `${engine.name} ${engine.version ?? ''}`.trim()],
  ['compute unit', ({ engine }) => engine.computeUnit],
  ['provider', ({ engine }) => engine.requestedProvider],
  ['execution provider', ofProvider(({ name, version }) => `${name} ${version ?? ''}`.trim())],
  ['provider options', ofProvider(({ options }) => describeOptions(options))],
  ['device', ofProvider(({ devices }) => devices.map(({ name }) => name).join(', '))],
  ['runtime API', ({ engine }) => engine.api ?? null],
  ['ONNX Runtime library', describeBuild],
  ['inputs', describeInputs],
  ['input values', valuesOf],
  ['seed', ({ settings }) => settings.seed],
  ['intra-op threads', ({ settings }) => settings.intraOpThreads],
  ['inter-op threads', ({ settings }) => settings.interOpThreads],
  ['page cache', ({ settings }) => (settings.cold === true ? 'dropped before each load' : 'kept')],
  ['graph optimization', ({ settings }) => settings.graphOptimization],
  ['execution mode', ({ settings }) => settings.executionMode],
  ...DESCRIBED_SESSION_EXTRAS.map(([name, read]): Field => [name, ({ settings }) => read(settings)]),
  ['memory method', ({ memory }) => memory?.method ?? null],
  ['memory counted', ({ memory }) => memory && (memory.counts ?? 'resident')],
  ['sandbox', ({ sandbox }) => sandbox.layers.toSorted().join(' ')],
];

/** Warm-up and runs change what is measured a little; they are no reason to refuse a comparison. */
const amounts: readonly Field[] = [
  ['warm-up', ({ settings }) => `${settings.warmupRuns} runs, ${settings.warmupMs} ms`],
];

/** @returns all differences, the subject's first */
export function findDifferences(baseline: BenchmarkReport, candidate: BenchmarkReport): Difference[] {
  return [
    ...differences(subject, baseline, candidate),
    ...otherWeights(baseline.model, candidate.model),
    ...differences([...conditions, ...amounts], baseline, candidate),
  ];
}

/** @returns those for which figures must not be compared without saying so */
export function findUnlikeConditions(baseline: BenchmarkReport, candidate: BenchmarkReport): Difference[] {
  return differences([...conditions, ...amounts], baseline, candidate);
}

export function describeDifference({ field, baseline, candidate }: Difference): string {
  return `${field}: ${baseline} → ${candidate}`;
}

/** Of one graph: its own checksum says nothing of them. */
function otherWeights(baseline: ReportModel, candidate: ReportModel): Difference[] {
  const [before, now] = [baseline.digest, candidate.digest];
  if (before === undefined || now === undefined) return [];
  if (before === now || baseline.sha256 !== candidate.sha256) return [];
  return [{ field: 'other weights', baseline: before.slice(0, 12), candidate: now.slice(0, 12) }];
}

function differences(
  fields: readonly Field[],
  baseline: BenchmarkReport,
  candidate: BenchmarkReport,
): Difference[] {
  return fields.flatMap(([field, read]) => {
    const [before, now] = [read(baseline), read(candidate)];
    if (before === undefined || now === undefined || before === now) return [];
    return [{ field, baseline: describeValue(before), candidate: describeValue(now) }];
  });
}

function describeValue(value: string | number | boolean | null): string {
  return value === null ? 'none' : String(value);
}

/** Builds of one version differ; without a checksum there is only the version, which is the engine's. */
function describeBuild({ engine: { library } }: BenchmarkReport): string | undefined {
  return library === undefined || library.sha256 === null ? undefined : describeLibrary(library);
}

function ofProvider(read: (provider: ReportProvider) => string): Read {
  return ({ engine: { provider } }) => (provider === undefined ? null : read(provider) || null);
}

function describeOptions(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(', ');
}

function describeInputs({ inputs }: BenchmarkReport): string {
  return inputs
    .map((input) => {
      const { name, dtype, shape, container } = input;
      const held = container === undefined ? [] : [container.kind, String(container.length)];
      return [name, ...held, dtype, shape.join('x'), originOf(input)].filter((part) => part !== '').join(' ');
    })
    .toSorted()
    .join(', ');
}

/** What was chosen, or found by trying, is the same as if somebody had given it. */
function originOf(input: ReportInput): string {
  if (input.source !== 'searched' && input.source !== 'convention') return input.source;
  return describeGiven(input) === undefined ? 'random' : 'value';
}

/** Reports of version 1 do not say what was given. */
function valuesOf({ inputs }: BenchmarkReport): string | undefined {
  const given = inputs.flatMap((input) => {
    const value = describeGiven(input);
    return value === undefined ? [] : [`${input.name}=${value}`];
  });
  return given.length === 0 ? undefined : given.toSorted().join(', ');
}
