/** Both unions of messages between the launching process and the isolated runner process. Lines of JSON over a pair of sockets. */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { modelFormatSchema } from './formats.ts';
import {
  collectionsSchema,
  expectationSchema,
  operatorSchema,
  placementSchema,
  reportInputSchema,
} from './report/index.ts';
import { runtimeApiSchema } from './runtime-api.ts';
import { sessionExtras } from './session-extras.ts';
import { containerSchema, tensorTypeSchema } from './tensor-type.ts';
import { computeUnitSchema } from './units/compute-units.ts';
import { executionProviderSchema } from './units/providers.ts';

/** Both sides must speak the same version: they are started from one installation, so a difference is a broken one. */
export const RUNNER_PROTOCOL_VERSION = 1;

/**
 * Phases of an isolated process, in order. Before each one the child waits until the parent has reset its meters. The warm-up is
 * the beginning of `measure`, because a pause between the two would undo it.
 */
export const PHASES = ['load', 'first', 'measure'] as const;
export const phaseSchema = z.enum(PHASES);
export type Phase = z.infer<typeof phaseSchema>;

/** Samples a message: bounds a frame to about 100 kB whatever the number of runs. */
export const SAMPLES_PER_MESSAGE = 4096;
export const MAX_RUNS = 10_000_000;
const MAX_TEXT = 8192;

/**
 * What an isolated process can say went wrong in it. The rest is for the launching process to find out: none of its machine's faults,
 * such as a full disk, is believed on the word of whatever runs in there.
 */
export const runnerErrorCodeSchema = z.enum([
  'INTERNAL',
  'USAGE',
  'INPUT_INVALID',
  'MODEL_INVALID',
  'MODEL_UNSUPPORTED',
  'UNIT_UNAVAILABLE',
  'INFERENCE_FAILED',
  'MEMORY_EXCEEDED',
] as const satisfies readonly ErrorCode[]);

const text = z.string().max(MAX_TEXT);
const ms = z.number().nonnegative();

export const sessionOptionsSchema = z.strictObject({
  unit: computeUnitSchema,
  /** What runs the unit on this platform. */
  provider: executionProviderSchema,
  intraOpThreads: z.int().positive().max(1024).nullable(),
  interOpThreads: z.int().positive().max(1024).nullable(),
  graphOptimization: z.enum(['disabled', 'basic', 'extended', 'all']),
  executionMode: z.enum(['sequential', 'parallel']),
  ...sessionExtras,
});
export type SessionOptions = z.infer<typeof sessionOptionsSchema>;

/** What the user said about the inputs; everything unsaid is generated. Paths are absolute. */
export const inputSpecSchema = z.strictObject({
  seed: z.int(),
  /** input name → shape */
  shapes: z.record(z.string(), z.array(z.int().nonnegative())),
  /** symbolic dimension → size */
  dims: z.record(z.string(), z.int().nonnegative()),
  /** input name → the value that every element takes, as typed */
  values: z.record(z.string(), z.string()),
  /** input name → .npy, .pb or .bin file */
  files: z.record(z.string(), z.string()),
  /** an ONNX `test_data_set_N` folder: input_0.pb, input_1.pb … in the order of the model's inputs */
  folder: z.string().nullable(),
  /** Inputs whose shape or value was found by trying; left out where nobody looked. */
  searched: z.array(z.string()).exactOptional(),
});
export type InputSpec = z.infer<typeof inputSpecSchema>;

const MAX_INPUTS = 10_000;
const MAX_AXES = 64;

/**
 * What a search added to what the user said. An isolated process says it, and further processes are started with it: it names no
 * files, since those that a process may see are never of another one's choice.
 */
export const inputFindingsSchema = z.strictObject({
  shapes: named(z.array(z.int().nonnegative()).max(MAX_AXES)),
  dims: named(z.int().nonnegative()),
  values: named(text),
  /** Inputs whose shape or value this changes. */
  searched: z.array(text).max(MAX_INPUTS),
});
export type InputFindings = z.infer<typeof inputFindingsSchema>;

function named<Value extends z.ZodType>(value: Value) {
  return z
    .record(text, value)
    .refine((entries) => Object.keys(entries).length <= MAX_INPUTS, `at most ${MAX_INPUTS} names`);
}

export const modelFileSchema = z.strictObject({ path: z.string(), format: modelFormatSchema });
export type ModelFile = z.infer<typeof modelFileSchema>;

/** A model that does nothing: its one input and one output are so large, rounded up to whole floats. */
export const nullModelSchema = z.strictObject({
  inputBytes: z.int().nonnegative(),
  outputBytes: z.int().nonnegative(),
});
export type NullModel = z.infer<typeof nullModelSchema>;

/** Engine by its registered name, or a third party's package to import. */
export const engineRefSchema = z.strictObject({
  name: z.string(),
  package: z.string().nullable(),
  /** The only one to call the runtime by; where left out, the best that works. */
  api: runtimeApiSchema.exactOptional(),
  /** ONNX Runtime's own library to open instead of the one that comes with Dumont: an absolute path without links, the user's own word. */
  library: z.string().exactOptional(),
});
export type EngineRef = z.infer<typeof engineRefSchema>;

export const stopRuleSchema = z.strictObject({
  runs: z.int().positive().max(MAX_RUNS),
  /** Measure for this long instead of `runs`. */
  durationMs: ms.nullable(),
  /** Go on past `runs` until the median's 95 % interval is within ±1 % of it. */
  untilStable: z.boolean(),
});
export type StopRule = z.infer<typeof stopRuleSchema>;

const session = {
  engine: engineRefSchema,
  model: z.union([modelFileSchema, nullModelSchema]),
  options: sessionOptionsSchema,
};

/**
 * What a process is kept from: reading and writing files outside, the network, other processes, and open files of its parent's. The
 * last one holds without a sandbox too.
 */
export const wallSchema = z.enum(['file-read', 'file-write', 'network', 'processes', 'descriptors']);
export type Wall = z.infer<typeof wallSchema>;

/** Things of the parent's that a confined process must not reach: it tries, before any foreign code runs in it. */
export const wallsCheckSchema = z.strictObject({
  /** A file to read. */
  readFile: z.string(),
  /** A file to make. */
  writeFile: z.string(),
  /** A port on 127.0.0.1 that listens. */
  port: z.int().positive().max(65_535),
  /** The parent: its id, and on Linux when it was started, since ids repeat in a namespace of their own. */
  parent: z.strictObject({ pid: z.int().positive(), startTicks: z.string().nullable() }),
});
export type WallsCheck = z.infer<typeof wallsCheckSchema>;

export const runnerTaskSchema = z.discriminatedUnion('kind', [
  /** Load and leave. */
  z.strictObject({ kind: z.literal('load'), ...session }),
  /** Load, first run, warm-up, measured runs. */
  z.strictObject({
    kind: z.literal('measure'),
    ...session,
    inputs: inputSpecSchema,
    warmup: z.strictObject({ runs: z.int().nonnegative(), ms }),
    stop: stopRuleSchema,
    expect: z
      .strictObject({ folder: z.string(), rtol: z.number().nonnegative(), atol: z.number().nonnegative() })
      .nullable(),
  }),
  /** Load and try inputs until the model accepts some. */
  z.strictObject({ kind: z.literal('find-inputs'), ...session, inputs: inputSpecSchema }),
  /** Load with the engine's profiler on, and run a few times; never timed. */
  z.strictObject({
    kind: z.literal('profile'),
    ...session,
    inputs: inputSpecSchema,
    runs: z.int().positive(),
    scratchFolder: z.string(),
  }),
  /** Find out which compute units really run. */
  z.strictObject({ kind: z.literal('probe'), engine: engineRefSchema }),
]);
export type RunnerTask = z.infer<typeof runnerTaskSchema>;
export type TaskOf<Kind extends RunnerTask['kind']> = Extract<RunnerTask, { kind: Kind }>;

/** Parent → child. */
export const toRunnerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('task'),
    version: z.literal(RUNNER_PROTOCOL_VERSION),
    task: runnerTaskSchema,
    /** Left out where there is no sandbox to check: then only inherited descriptors are looked for. */
    walls: wallsCheckSchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal('proceed'), phase: phaseSchema }),
]);
export type ToRunner = z.infer<typeof toRunnerSchema>;

export const tensorInfoSchema = z.strictObject({
  name: text,
  /** Of the tensor, or of those within a container; `null` for maps, and where the engine does not say. */
  dtype: tensorTypeSchema.nullable(),
  /** Left out for a plain tensor, and where the engine does not say. */
  container: containerSchema.exactOptional(),
  /** Fixed size, or the dimension's name; '' for one without a name. */
  shape: z.array(z.union([z.int().nonnegative(), text])).max(MAX_AXES),
});
export type TensorInfo = z.infer<typeof tensorInfoSchema>;

export const unitProbeSchema = z.strictObject({
  unit: text,
  available: z.boolean(),
  /** Why not, in words for a person. */
  reason: text.nullable(),
});
export type UnitProbe = z.infer<typeof unitProbeSchema>;

/** From here on a shell, and bubblewrap, say by an exit code which signal ended a program. */
export const FIRST_SIGNAL_EXIT = 129;

/** Child → parent. */
export const fromRunnerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('online'), version: z.literal(RUNNER_PROTOCOL_VERSION) }),
  /** Which walls the process found open, and open files of its parent's that it was started with. */
  z.strictObject({
    type: z.literal('walls'),
    open: z.array(wallSchema).max(wallSchema.options.length),
    inherited: z.array(text).max(16),
  }),
  /** It leaves with an exit code that bubblewrap would also give for a signal. */
  z.strictObject({ type: z.literal('exiting'), code: z.int().min(FIRST_SIGNAL_EXIT).max(255) }),
  /** The engine's native library is loaded. */
  z.strictObject({
    type: z.literal('engine'),
    name: text,
    version: text,
    hasProfiler: z.boolean(),
    api: runtimeApiSchema.exactOptional(),
    /** Why it is not the usual one. */
    fallbackReason: text.exactOptional(),
  }),
  z.strictObject({ type: z.literal('phase-ready'), phase: phaseSchema, expectedMs: ms.nullable() }),
  z.strictObject({
    type: z.literal('phase-done'),
    phase: phaseSchema,
    runs: z.int().nonnegative(),
    wallMs: ms,
    cpuMs: ms,
    gc: collectionsSchema,
    involuntaryContextSwitches: z.int().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('loaded'),
    ms,
    inputs: z.array(tensorInfoSchema).max(MAX_INPUTS),
    /** Names of outputs that no run gives back. */
    notFetched: z.array(text).max(MAX_INPUTS),
  }),
  z.strictObject({ type: z.literal('inputs'), inputs: z.array(reportInputSchema).max(MAX_INPUTS) }),
  z.strictObject({ type: z.literal('found'), inputs: inputFindingsSchema, attempts: z.int().positive() }),
  z.strictObject({
    type: z.literal('first'),
    ms,
    /** All inputs and outputs together. */
    inputBytes: z.number().nonnegative(),
    outputBytes: z.number().nonnegative(),
  }),
  /** The model would not run with generated inputs: others may do. */
  z.strictObject({ type: z.literal('refused'), message: text }),
  z.strictObject({ type: z.literal('samples'), valuesMs: z.array(ms).max(SAMPLES_PER_MESSAGE) }),
  z.strictObject({ type: z.literal('expectation'), expectation: expectationSchema }),
  z.strictObject({
    type: z.literal('profile'),
    runs: z.int().positive(),
    operators: z.array(operatorSchema).max(10_000),
    placement: placementSchema,
  }),
  z.strictObject({ type: z.literal('probe'), units: z.array(unitProbeSchema).max(64) }),
  z.strictObject({ type: z.literal('failed'), code: runnerErrorCodeSchema, message: text }),
  z.strictObject({ type: z.literal('finished') }),
]);
export type FromRunner = z.infer<typeof fromRunnerSchema>;
