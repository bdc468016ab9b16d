/** What the text of each flag means. Keys are commander's attribute names; every message reads after the flag's name. */
import { resolve } from 'node:path';
import {
  COMPUTE_UNITS,
  MAX_RUNS,
  parseComputeUnit,
  parseCount,
  parseDurationMs,
  parsedText as text,
  parsePercent,
  parseSizeBytes,
  parseTolerance,
} from '@dumont/protocol';
import { z } from 'zod';
import { parseHost } from '../../models/download/address-policy.ts';
import { parseRange } from '../../models/download/address-ranges.ts';
import { DEFAULT_REQUEST } from '../../benchmark/launch/default-request.ts';
import { findFormat, formatForFile } from '../../reports/registry.ts';
import type { ReportFormat } from '../../reports/report-format.ts';
import { VS_OPTION_NAMES } from './compare-options.ts';
import { parseDimension, parseShape, splitAtFirst, splitAtLast, type NameValue } from './name-value.ts';
import { EXECUTION_MODES, GRAPH_OPTIMIZATIONS, LOG_LEVELS, PLACEMENTS, SANDBOX_MODES } from './options.ts';

const MAX_LOADS = 1000;
const MAX_THREADS = 1024;
const MAX_SEED = 2 ** 31 - 1;
/** Five pairs say nothing for certain; past some hundreds, no change is found that matters. */
const MIN_PAIRS = 6;
const MAX_PAIRS = 500;

const DURATION = 'a time above 0 and up to 24 days, such as 500ms, 30s or 5m (a plain number means seconds)';
/** These have no endings. */
const DEVICES = '/dev/';
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;

const count = (min: number, max: number): z.ZodType<number, string> =>
  text(`a whole number from ${min} to ${max.toLocaleString('en')}`, (given) => parseCount(given, min, max));

const oneOf = <const Names extends readonly string[]>(names: Names): z.ZodType<Names[number], string> =>
  text(`one of ${names.join(', ')}`, (given) => names.find((name) => name === given));

const duration = text(DURATION, parseDurationMs);
const threads = count(1, MAX_THREADS).optional();
const tolerance = text('a number of 0 or more, such as 1e-3', parseTolerance);
const toggle = z.boolean().default(false);
const path = text('a path', (given) => (given === '' ? undefined : resolve(given)));

const warmup = text(`a number of runs, or ${DURATION.replace(/ \(.*/, '')}`, (given) => {
  const runs = parseCount(given, 0, MAX_RUNS);
  if (runs !== undefined) return { runs, ms: 0 };
  const ms = parseDurationMs(given);
  return ms === undefined ? undefined : { runs: 1, ms };
});

const modelSource = text('a file or an http(s) URL', (given) => {
  if (/^https?:\/\//i.test(given)) {
    return URL.canParse(given) ? { kind: 'url' as const, location: given } : undefined;
  }
  return given === '' || URL_SCHEME.test(given) ? undefined : { kind: 'file' as const, location: given };
});

const computeUnit = text(
  `one of ${COMPUTE_UNITS.map((unit) => unit.short).join(', ')} or a full name such as "CPU (ONNX)"`,
  parseComputeUnit,
);

const outputFile = text('a file whose ending names a format, such as result.json', (given) => {
  const format = formatForFile(given) ?? (given.startsWith(DEVICES) ? null : undefined);
  return format === undefined ? undefined : { path: resolve(given), format };
});

/** A shell's `>(gzip > result.gz)` is such a name: it takes the format of standard output. */
function withOutputFormats<
  Flags extends { format: ReportFormat; output: { path: string; format: ReportFormat | null }[] },
>(flags: Flags) {
  const output = flags.output.map(({ path, format }) => ({ path, format: format ?? flags.format }));
  return { ...flags, output };
}

function named<Value>(
  expected: string,
  split: (text: string) => NameValue | undefined,
  parse: (text: string) => Value | undefined,
): z.ZodType<Readonly<Record<string, Value>>, string[] | undefined> {
  const pair = text(expected, (given): NameValue<Value> | undefined => {
    const found = split(given);
    const value = found === undefined ? undefined : parse(found.value);
    return found === undefined || value === undefined ? undefined : { name: found.name, value };
  });
  return z
    .array(pair)
    .default([])
    .transform((pairs, context) => {
      const names = pairs.map(({ name }) => name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined) context.addIssue({ code: 'custom', message: `is given twice for "${twice}"` });
      return Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
    });
}

const size = text('a size with its unit, such as 512MB or 2GB (MB = 2^20 bytes)', parseSizeBytes);

const memoryLimit = text('none or a size with its unit, such as 512MB or 2GB (MB = 2^20 bytes)', (given) =>
  given === 'none' ? ('none' as const) : parseSizeBytes(given),
);

const engine = text('a package', (given) => (given === '' ? undefined : given)).optional();
const percent = text('a percentage of 0 or more with its sign, such as 5%', parsePercent);

const vsOptionSchemas = {
  'intra-op-threads': z.object({ intraOpThreads: count(1, MAX_THREADS) }),
  'inter-op-threads': z.object({ interOpThreads: count(1, MAX_THREADS) }),
  'graph-optimization': z.object({ graphOptimization: oneOf(GRAPH_OPTIMIZATIONS) }),
  'execution-mode': z.object({ executionMode: oneOf(EXECUTION_MODES) }),
} as const;

/** One session option that the baseline has otherwise. */
const vsOption = text(
  `name=value, with one of ${VS_OPTION_NAMES.join(', ')}, and a value that it takes`,
  (given) => {
    const pair = splitAtFirst(given);
    const name = VS_OPTION_NAMES.find((known) => known === pair?.name);
    if (pair === undefined || name === undefined) return undefined;
    const key = name.replaceAll(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
    return vsOptionSchemas[name].safeParse({ [key]: pair.value }).data;
  },
);

const comparisonFlags = {
  vs: modelSource.optional(),
  vsOption: z.array(vsOption).default([]),
  vsComputeUnit: computeUnit.optional(),
  selfTest: toggle,
  baseline: path.optional(),
  allowDifferent: toggle,
  maxRegression: percent,
  maxLoadRegression: percent.optional(),
  maxFirstRegression: percent.optional(),
  maxMemoryRegression: percent.optional(),
  pairs: count(MIN_PAIRS, MAX_PAIRS).optional(),
  budget: duration.optional(),
};

const resultFlags = {
  format: text('a format', findFormat),
  output: z.array(outputFile).default([]),
};

const commonFlags = {
  quiet: toggle,
  color: z.boolean(),
  logLevel: oneOf(LOG_LEVELS),
};

export const benchmarkFlagsSchema = z
  .strictObject({
    ...commonFlags,
    ...comparisonFlags,
    engine,
    model: z.array(modelSource, 'is missing: name a model file or an http(s) URL').min(1, 'names no model'),
    computeUnit: z.array(computeUnit).default([]),
    runs: count(1, MAX_RUNS),
    warmup: warmup.default(DEFAULT_REQUEST.warmup),
    duration: duration.optional(),
    untilStable: toggle,
    sustain: duration.optional(),
    loads: count(1, MAX_LOADS),
    shape: named('name=sizes, such as x=1x3x224x224', splitAtLast, parseShape),
    dim: named('name=size, such as batch=4', splitAtLast, parseDimension),
    value: named('name=value, such as sr=16000', splitAtFirst, (given) => given),
    input: named('name=file, such as x=photo.npy', splitAtFirst, (given) =>
      /\.(npy|pb|bin)$/i.test(given) ? resolve(given) : undefined,
    ),
    inputs: path.optional(),
    seed: count(0, MAX_SEED),
    expect: path.optional(),
    rtol: tolerance,
    atol: tolerance,
    intraOpThreads: threads,
    interOpThreads: threads,
    graphOptimization: oneOf(GRAPH_OPTIMIZATIONS),
    executionMode: oneOf(EXECUTION_MODES),
    placement: oneOf(PLACEMENTS).optional(),
    profile: toggle,
    timeout: duration,
    memoryLimit: memoryLimit.optional(),
    sandbox: oneOf(SANDBOX_MODES),
    scratchSize: size,
    allowHost: z
      .array(
        text('a host, such as models.lan or models.lan:8080', (given) =>
          parseHost(given) ? given : undefined,
        ),
      )
      .default([]),
    allowCidr: z
      .array(
        text('a range of addresses, such as 10.1.0.0/16', (given) => (parseRange(given) ? given : undefined)),
      )
      .default([]),
    ...resultFlags,
    ci: toggle,
    history: z.boolean(),
  })
  .transform(withOutputFormats);
export type BenchmarkFlags = z.output<typeof benchmarkFlagsSchema>;

export const compareFlagsSchema = z
  .strictObject({ ...commonFlags, ...resultFlags })
  .transform(withOutputFormats);
export type CompareFlags = z.output<typeof compareFlagsSchema>;

const MAX_HISTORY = 1_000_000;

export const historyFlagsSchema = z
  .strictObject({
    ...commonFlags,
    ...resultFlags,
    name: text('a part of a name', (given) => (given === '' ? undefined : given)).optional(),
    limit: count(1, MAX_HISTORY).optional(),
  })
  .transform(withOutputFormats);
export type HistoryFlags = z.output<typeof historyFlagsSchema>;

export const pruneFlagsSchema = z.strictObject({
  ...commonFlags,
  keep: count(0, MAX_HISTORY).optional(),
  olderThan: count(0, MAX_HISTORY).optional(),
});
export type PruneFlags = z.output<typeof pruneFlagsSchema>;

export const probeFlagsSchema = z.strictObject({
  ...commonFlags,
  engine,
  json: toggle,
  sandbox: oneOf(SANDBOX_MODES),
});
export type ProbeFlags = z.output<typeof probeFlagsSchema>;
