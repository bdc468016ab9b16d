/** What an isolated process is asked to do: one task each. */
import { z } from 'zod';
import { modelFormatSchema } from './formats.ts';
import { runtimeApiSchema } from './runtime-api.ts';
import { sessionExtras } from './session-extras.ts';
import { computeUnitSchema } from './units/compute-units.ts';
import { plugInSchema, providerSettings } from './units/plug-in.ts';
import { plugInUnitSchema } from './units/plug-in-unit.ts';
import { executionProviderSchema } from './units/providers.ts';

export const MAX_RUNS = 10_000_000;
const MAX_TEXT = 8192;

export const text = z.string().max(MAX_TEXT);
const ms = z.number().nonnegative();

/** What WebGPU runs on here, where that computes on the CPU: it is seen from outside the process alone. */
const softwareAdapter = z.string().min(1).max(128).exactOptional();

/** A compute unit, and what runs it here. */
export const probeTargetSchema = z.strictObject({
  unit: z.union([computeUnitSchema, plugInUnitSchema]),
  provider: executionProviderSchema,
  softwareAdapter,
  device: providerSettings.device,
});
export type ProbeTarget = z.infer<typeof probeTargetSchema>;

export const sessionOptionsSchema = z.strictObject({
  unit: z.union([computeUnitSchema, plugInUnitSchema]),
  /** What runs the unit on this platform. */
  provider: executionProviderSchema,
  intraOpThreads: z.int().positive().max(1024).nullable(),
  interOpThreads: z.int().positive().max(1024).nullable(),
  graphOptimization: z.enum(['disabled', 'basic', 'extended', 'all']),
  executionMode: z.enum(['sequential', 'parallel']),
  ...sessionExtras,
  ...providerSettings,
  softwareAdapter,
});
export type SessionOptions = z.infer<typeof sessionOptionsSchema>;

/** Least and most. */
export const rangeSchema = z.tuple([z.number(), z.number()]);
export type Range = z.infer<typeof rangeSchema>;

/** What the user said about the inputs; everything unsaid is generated. Paths are absolute. */
export const inputSpecSchema = z.strictObject({
  seed: z.int(),
  /** input name → shape */
  shapes: z.record(z.string(), z.array(z.int().nonnegative())),
  /** symbolic dimension, or the text of an expression over some → size */
  dims: z.record(z.string(), z.int().nonnegative()),
  /** input name → the value that every element takes, as typed */
  values: z.record(z.string(), z.string()),
  /** input name → least and most that its elements are drawn from */
  ranges: z.record(z.string(), rangeSchema).exactOptional(),
  /** input name → .npy, .pb or .bin file */
  files: z.record(z.string(), z.string()),
  /** an ONNX `test_data_set_N` folder: input_0.pb, input_1.pb … by the names in them, or in the order of the model's inputs */
  folder: z.string().nullable(),
  /** Inputs whose shape or value was found by trying; left out where nobody looked. */
  searched: z.array(z.string()).exactOptional(),
});
export type InputSpec = z.infer<typeof inputSpecSchema>;

export const MAX_INPUTS = 10_000;
export const MAX_AXES = 64;

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
  /** Providers that come in a library of their own: of the user's choice, or found where one of ours is installed. */
  plugIn: plugInSchema.exactOptional(),
  /** Where the loader of shared libraries is to look first: absolute paths, found by whoever starts the process. */
  loaderFolders: z.array(z.string().max(4096)).exactOptional(),
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

const warmupSchema = z.strictObject({ runs: z.int().nonnegative(), ms });

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

const expectSchema = z.strictObject({
  folder: z.string(),
  rtol: z.number().nonnegative(),
  atol: z.number().nonnegative(),
});

export const runnerTaskSchema = z.discriminatedUnion('kind', [
  /** Load and leave; what was said of inputs and outputs is held against the model where it is given. */
  z.strictObject({
    kind: z.literal('load'),
    ...session,
    inputs: inputSpecSchema.exactOptional(),
    expect: expectSchema.nullable().exactOptional(),
  }),
  /** Load, first run, warm-up, measured runs. */
  z.strictObject({
    kind: z.literal('measure'),
    ...session,
    inputs: inputSpecSchema,
    warmup: warmupSchema,
    stop: stopRuleSchema,
    expect: expectSchema.nullable(),
  }),
  /** Load and try inputs until the model accepts some. */
  z.strictObject({
    kind: z.literal('find-inputs'),
    ...session,
    inputs: inputSpecSchema,
    /** Why it does not take the inputs as they are. */
    refusal: text,
    /** How many of the sets of inputs that are tried have been tried already, by processes that did not survive the last one. */
    tried: z.int().nonnegative(),
  }),
  /** Load with the engine's profiler on, and run a few times; never timed. */
  z.strictObject({
    kind: z.literal('profile'),
    ...session,
    inputs: inputSpecSchema,
    runs: z.int().positive(),
    scratchFolder: z.string(),
  }),
  /** Ask the engine where it plans to run the model; nothing runs. */
  z.strictObject({ kind: z.literal('plan'), ...session }),
  /** Run once on the provider and once on the CPU, and compare the outputs; never timed. */
  z.strictObject({
    kind: z.literal('compare-outputs'),
    ...session,
    inputs: inputSpecSchema,
    rtol: z.number().nonnegative(),
  }),
  /** Run with inputs and outputs that stay on the device, and time the copies apart. */
  z.strictObject({
    kind: z.literal('on-device'),
    ...session,
    inputs: inputSpecSchema,
    warmup: warmupSchema,
  }),
  /** Make of the model what the engine loads: never timed among the loads, and nothing is run. */
  z.strictObject({
    kind: z.literal('compile'),
    ...session,
    model: modelFileSchema,
    /** Where the result is to lie: in a folder that is there, and has nothing else in it. */
    target: z.string(),
  }),
  /** Find out which compute units really run, or whether one does. */
  z.strictObject({
    kind: z.literal('probe'),
    engine: engineRefSchema,
    target: probeTargetSchema.exactOptional(),
  }),
  /** Find out which devices a provider offers: nothing is run on any. */
  z.strictObject({ kind: z.literal('list-devices'), engine: engineRefSchema, target: probeTargetSchema }),
]);
export type RunnerTask = z.infer<typeof runnerTaskSchema>;
export type TaskOf<Kind extends RunnerTask['kind']> = Extract<RunnerTask, { kind: Kind }>;
/** What looks at the machine rather than at a model. */
export type LookingTask = TaskOf<'probe' | 'list-devices'>;

export function isLooking(task: RunnerTask): task is LookingTask {
  return task.kind === 'probe' || task.kind === 'list-devices';
}
