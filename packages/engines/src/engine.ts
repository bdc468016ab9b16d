/** The contract between Dumont and an inference engine. A new engine is one folder and one line in the registry. */
import type {
  ModelFile,
  ModelFormat,
  NullModel,
  OfferedDevice,
  OperatorTime,
  Placement,
  Planned,
  ProbeTarget,
  ReportProvider,
  RuntimeApi,
  SessionOptions,
  TensorInfo,
  UnitProbe,
} from '@dumont/protocol';
import type { InputUses } from './input-use.ts';
import type { NamedValues } from './value.ts';

export interface Engine {
  readonly name: string;
  /** Version of the native runtime. */
  readonly version: string;
  readonly formats: readonly ModelFormat[];
  /** By which of several interfaces the runtime is called, where there are several: their figures are not comparable. */
  readonly api?: RuntimeApi;
  /** Why it is not the one that is used where nobody says otherwise. */
  readonly fallbackReason?: string;
  /**
   * Finds out by really running a tiny model on each of the engine's compute units.
   * @param target the only one to look at: a built-in engine alone is asked for one
   */
  probe(target?: ProbeTarget): Promise<readonly UnitProbe[]>;
  /** What the unit's provider offers here, without running anything. Left out where the engine has no devices to choose from. */
  listDevices?(target: ProbeTarget): Promise<DeviceList>;
  /**
   * Loads a model, or one of the engine's own that does nothing. Nothing but the runtime's own work, because it is timed.
   * @throws DumontError MODEL_INVALID, MODEL_UNSUPPORTED, UNIT_UNAVAILABLE, MEMORY_EXCEEDED
   */
  load(model: ModelFile | NullModel, options: SessionOptions): Promise<InferenceSession>;
  /**
   * Makes of a model what is loaded instead, where the engine's manifest says that its format is compiled.
   * @param target a path in a folder that is there, to be made
   * @throws DumontError MODEL_INVALID, MODEL_UNSUPPORTED, MEMORY_EXCEEDED
   */
  compile?(model: ModelFile, target: string): Promise<void>;
  /**
   * Loads a model with the runtime's profiler on, for a pass that is never timed. Without it a report's placement is `null`, and a
   * warning says why.
   * @param scratchFolder where the runtime may write its trace
   */
  loadProfiled?(model: ModelFile, options: SessionOptions, scratchFolder: string): Promise<ProfiledSession>;
  /**
   * Asks the runtime where it plans to run the operations of a model, where it has no profiler and tells no more than that. Nothing runs.
   * @throws DumontError MODEL_INVALID, MODEL_UNSUPPORTED, UNIT_UNAVAILABLE, MEMORY_EXCEEDED
   */
  planPlacement?(model: ModelFile, options: SessionOptions): Promise<Planned | NotPlanned>;
}

export interface NotPlanned {
  /** Why this runtime has no plan of it. */
  readonly reason: string;
}

export interface DeviceList {
  /** The one, as its library calls it, whose devices a session may run on; null where there is none, or the choice is the user's. */
  readonly provider: string | null;
  /** Of all its providers, in its order. */
  readonly devices: readonly OfferedDevice[];
}

export interface InferenceSession extends AsyncDisposable {
  /** The provider requested; what was really used is found by a profiled pass. */
  readonly requestedProvider: string;
  /** What ran it, where that is not the CPU's. */
  readonly provider?: ReportProvider;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Names of outputs that no run gives back, because the engine cannot: they are computed all the same. */
  readonly notFetched?: readonly string[];
  /** What the model does with its inputs, as far as the engine can read that from it: made-up ones are chosen by it. */
  readInputUses?(): Promise<InputUses>;
  /**
   * Converts the inputs to the runtime's own form, once, so that the timed call does nothing but run.
   * @param feeds a tensor for each input, or what `container` says; where `dtype` is null, whatever a person gave
   * @throws DumontError INFERENCE_FAILED where they are not the model's, MODEL_UNSUPPORTED where the engine cannot give one
   */
  bind(feeds: NamedValues): BoundInference;
  /**
   * The same with inputs and outputs that stay in the memory of the device that runs the model. Left out where the engine has no hold
   * of it.
   * @returns why not, where this session has none
   */
  bindOnDevice?(feeds: NamedValues): DeviceInference | NotOnDevice;
}

export interface NotOnDevice {
  readonly reason: string;
}

/** The device need not be done when a call returns: what `run` of the same session's `bind` gives comes after. @throws DumontError INFERENCE_FAILED, MEMORY_EXCEEDED */
export interface DeviceInference {
  /** Brings the inputs to the device: before the first run. */
  copyIn(): void;
  run(): void;
  /** Brings the outputs back as they are, whether the device is done or not. @returns false where the runtime cannot */
  copyOut(): boolean;
}

export interface BoundInference {
  /**
   * One inference. The timed loop calls it; the outputs stay as the runtime gives them.
   * @throws DumontError INFERENCE_FAILED, MEMORY_EXCEEDED
   */
  run(): Promise<unknown>;
  /** Converts what `run` gave. An output that the engine cannot give is left out. */
  readOutputs(raw: unknown): NamedValues;
  /** How large the tensors that `run` gave are, without a copy of them, where the runtime can tell; else `readOutputs` is asked. */
  outputBytes?(raw: unknown): number;
  /** Gives back what the inputs and outputs take; else the session does. */
  [Symbol.dispose]?(): void;
}

export interface ProfiledSession extends InferenceSession {
  /** Ends profiling and reads the trace. */
  readProfile(): Promise<ProfileResult>;
}

export interface ProfileResult {
  readonly runs: number;
  readonly operators: readonly OperatorTime[];
  readonly placement: Placement;
}
