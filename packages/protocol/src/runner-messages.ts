/** Both unions of messages between the launching process and the isolated runner process. Lines of JSON over a pair of sockets. */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import {
  collectionsSchema,
  expectationSchema,
  offeredDevicesSchema,
  operatorSchema,
  outputDriftSchema,
  placementSchema,
  plannedSchema,
  providerSchema,
  reportInputSchema,
} from './report/index.ts';
import {
  inputFindingsSchema,
  MAX_AXES,
  MAX_INPUTS,
  runnerTaskSchema,
  text,
  wallsCheckSchema,
  wallSchema,
} from './runner-tasks.ts';
import { runtimeApiSchema } from './runtime-api.ts';
import { containerSchema, tensorTypeSchema } from './tensor-type.ts';

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

const ms = z.number().nonnegative();

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
  /** Of a model that says which size its open dimensions have where nobody chooses. */
  usualShape: z.array(z.int().nonnegative()).max(MAX_AXES).exactOptional(),
});
export type TensorInfo = z.infer<typeof tensorInfoSchema>;

export const unitProbeSchema = z.strictObject({
  unit: text,
  available: z.boolean(),
  /** Why not, in words for a person. */
  reason: text.nullable(),
  /** Of the provider that ran it, where that tells. */
  providerVersion: text.nullable().exactOptional(),
  /** That it ran on, or that a library of providers offers here. */
  devices: offeredDevicesSchema.exactOptional(),
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
    /** It tells where it plans to run a model's operations, and no more. */
    hasPlan: z.literal(true).exactOptional(),
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
    provider: providerSchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal('inputs'), inputs: z.array(reportInputSchema).max(MAX_INPUTS) }),
  /** The next set of inputs is about to be tried: the process may not survive it. */
  z.strictObject({ type: z.literal('trying') }),
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
  z.strictObject({
    type: z.literal('plan'),
    /** Null where none can be had: then `reason` says why. */
    planned: plannedSchema.nullable(),
    reason: text.nullable(),
  }),
  z.strictObject({ type: z.literal('output-drift'), outputDrift: outputDriftSchema }),
  z.strictObject({
    type: z.literal('on-device'),
    /** Empty where it cannot be had: then `reason` says why. */
    samplesMs: z.array(ms).max(SAMPLES_PER_MESSAGE),
    copyMs: z.strictObject({ toDevice: ms.nullable(), fromDevice: ms.nullable() }),
    reason: text.nullable(),
  }),
  /** From here on the model is compiled. */
  z.strictObject({ type: z.literal('compiling') }),
  z.strictObject({ type: z.literal('compiled'), ms }),
  z.strictObject({ type: z.literal('probe'), units: z.array(unitProbeSchema).max(64) }),
  /** `provider` is the one whose devices a session can run on; null where there is none, or nobody can tell which. */
  z.strictObject({
    type: z.literal('devices'),
    provider: text.nullable(),
    devices: offeredDevicesSchema,
  }),
  z.strictObject({ type: z.literal('failed'), code: runnerErrorCodeSchema, message: text }),
  z.strictObject({ type: z.literal('finished') }),
]);
export type FromRunner = z.infer<typeof fromRunnerSchema>;
