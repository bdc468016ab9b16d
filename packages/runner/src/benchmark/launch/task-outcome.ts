/** What one isolated process told and cost, gathered message by message. */
import {
  MAX_RUNS,
  DumontError,
  type ErrorCode,
  type Expectation,
  type FromRunner,
  type InputFindings,
  type NullModel,
  type OperatorTime,
  type OutputDrift,
  type Phase,
  type Placement,
  type ReportInput,
  type ReportProvider,
  type TensorInfo,
  type Timeline,
  type UnitProbe,
  type Wall,
} from '@dumont/protocol';
import type { Coldness } from '../../models/drop-from-cache.ts';
import type { Readings } from '../meters/all-meters.ts';

/** A phase by the clocks on both sides. */
export interface PhaseTimes {
  readonly runs: number;
  readonly wallMs: number;
  /** What passed on the parent's clock meanwhile. */
  readonly elapsedMs: number;
}

export type PhaseRecord = PhaseTimes & Readings;

export interface TaskOutcome {
  /** Walls that the process found open; null before it tried them. */
  openWalls: readonly Wall[] | null;
  engine: Omit<Extract<FromRunner, { type: 'engine' }>, 'type'> | null;
  /** From the spawn until the engine stood ready. */
  processStartMs: number | null;
  loadMs: number | null;
  /** What runs the model, where that came as a plug-in. */
  provider: ReportProvider | null;
  /** Whether the model's files came from the disk; null where nobody asked for that. */
  coldness: Coldness | null;
  /** The model's inputs as it declares them. */
  signature: TensorInfo[];
  /** Names of its outputs that no run gives back. */
  notFetched: string[];
  inputs: ReportInput[];
  firstMs: number | null;
  /** Of all inputs and outputs together; null before the first run. */
  sizes: NullModel | null;
  samplesMs: number[];
  readonly phases: Map<Phase, PhaseRecord>;
  /** Null until the process has ended. */
  timeline: Timeline | null;
  /** Why the model would not run with generated inputs. */
  refused: string | null;
  found: InputFindings | null;
  /** How many sets of inputs were about to be tried. */
  tries: number;
  expectation: Expectation | null;
  profile: { runs: number; operators: OperatorTime[]; placement: Placement } | null;
  /** Where the engine plans to run the model. */
  plan: Omit<Extract<FromRunner, { type: 'plan' }>, 'type'> | null;
  outputDrift: OutputDrift | null;
  /** With inputs and outputs on the device. */
  onDevice: Omit<Extract<FromRunner, { type: 'on-device' }>, 'type'> | null;
  /** How long the engine took for it. */
  compiledMs: number | null;
  probe: UnitProbe[] | null;
  devices: Omit<Extract<FromRunner, { type: 'devices' }>, 'type'> | null;
  failure: { code: ErrorCode; message: string } | null;
  finished: boolean;
  /** The exit code that the process said it leaves with; null where it said none. */
  exitingWith: number | null;
  /** What it was at when last heard of, to be read after "died". */
  doing: string;
}

export function emptyOutcome(): TaskOutcome {
  return {
    openWalls: null,
    engine: null,
    processStartMs: null,
    loadMs: null,
    provider: null,
    coldness: null,
    signature: [],
    notFetched: [],
    inputs: [],
    firstMs: null,
    sizes: null,
    samplesMs: [],
    phases: new Map(),
    timeline: null,
    refused: null,
    found: null,
    tries: 0,
    expectation: null,
    profile: null,
    plan: null,
    outputDrift: null,
    onDevice: null,
    compiledMs: null,
    probe: null,
    devices: null,
    failure: null,
    finished: false,
    exitingWith: null,
    doing: 'while starting',
  };
}

const DOING: Readonly<Record<Phase, string>> = {
  load: 'while loading the model',
  first: 'in the first run',
  measure: 'in the warm-up or the measured runs',
};

/** The messages that are nothing but facts to keep; those that need an answer or a meter are handled by whoever conducts the task. */
type Told = Exclude<FromRunner, { type: 'online' | 'phase-done' }>;

const recorders: {
  [Type in Told['type']]: (outcome: TaskOutcome, told: Extract<Told, { type: Type }>) => void;
} = {
  walls: (outcome, { open }) => {
    outcome.openWalls = open;
  },
  exiting: (outcome, { code }) => {
    outcome.exitingWith = code;
  },
  engine: (outcome, { type: _, ...engine }) => {
    outcome.engine = engine;
    outcome.doing = 'with its engine loaded';
  },
  'phase-ready': (outcome, { phase }) => {
    outcome.doing = DOING[phase];
  },
  loaded: (outcome, { ms, inputs, notFetched, provider }) => {
    outcome.loadMs = ms;
    outcome.provider = provider ?? null;
    outcome.signature = inputs;
    outcome.notFetched = notFetched;
    outcome.doing = 'after loading the model';
  },
  inputs: (outcome, { inputs }) => {
    outcome.inputs = inputs;
  },
  trying: (outcome) => {
    outcome.tries += 1;
    outcome.doing = 'while other inputs were tried';
  },
  found: (outcome, { inputs }) => {
    outcome.found = inputs;
  },
  first: (outcome, { ms, inputBytes, outputBytes }) => {
    outcome.firstMs = ms;
    outcome.sizes = { inputBytes, outputBytes };
  },
  refused: (outcome, { message }) => {
    outcome.refused = message;
  },
  samples: (outcome, { valuesMs }) => {
    if (outcome.samplesMs.length + valuesMs.length > MAX_RUNS) {
      throw new DumontError('INTERNAL', `the isolated process sent more than ${MAX_RUNS} samples`);
    }
    outcome.samplesMs.push(...valuesMs);
  },
  expectation: (outcome, { expectation }) => {
    outcome.expectation = expectation;
  },
  profile: (outcome, { runs, operators, placement }) => {
    outcome.profile = { runs, operators, placement };
  },
  plan: (outcome, { planned, reason }) => {
    outcome.plan = { planned, reason };
  },
  'output-drift': (outcome, { outputDrift }) => {
    outcome.outputDrift = outputDrift;
  },
  'on-device': (outcome, { type: _, ...onDevice }) => {
    outcome.onDevice = onDevice;
  },
  compiling: (outcome) => {
    outcome.doing = 'while compiling the model';
  },
  compiled: (outcome, { ms }) => {
    outcome.compiledMs = ms;
    outcome.doing = 'after compiling the model';
  },
  probe: (outcome, { units }) => {
    outcome.probe = units;
  },
  devices: (outcome, { type: _, ...devices }) => {
    outcome.devices = devices;
  },
  failed: (outcome, { code, message }) => {
    outcome.failure = { code, message };
  },
  finished: (outcome) => {
    outcome.finished = true;
  },
};

export function record(outcome: TaskOutcome, message: Told): void {
  // The table's type ties each recorder to its message; TypeScript loses the tie when the type is looked up.
  const recorder = recorders[message.type] as (outcome: TaskOutcome, message: Told) => void;
  recorder(outcome, message);
}
