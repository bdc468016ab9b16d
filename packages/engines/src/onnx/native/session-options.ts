/** Dumont's session options as an OrtSessionOptions. */
import type { SessionOptions } from '@dumont/protocol';
import { providers } from '../providers/index.ts';
import { notRunByDumont } from '../providers/not-run.ts';
import type { EpDevice } from './ep-devices.ts';
import type { NativeObject } from './native-object.ts';
import type { Owner } from './owner.ts';
import type { NativeRuntime } from './runtime.ts';

export interface NativeSessionOptions extends SessionOptions {
  /** Devices of one plug-in provider, to run on in this order, and the provider's options. */
  readonly plugIn?: {
    readonly devices: readonly EpDevice[];
    readonly options: Readonly<Record<string, string>>;
  };
}

const OPTIMIZATION_LEVEL = { disabled: 0, basic: 1, extended: 2, all: 99 } as const;
const EXECUTION_MODE = { sequential: 0, parallel: 1 } as const;

/**
 * @param owner gets them: a session does not need them once it is made
 * @throws DumontError UNIT_UNAVAILABLE where Dumont cannot run the execution provider
 */
export function makeSessionOptions(
  runtime: NativeRuntime,
  options: NativeSessionOptions,
  owner: Owner,
): NativeObject<'OrtSessionOptions'> {
  const { calls, environment } = runtime;
  const addProvider = providers[options.provider].native;
  if (addProvider === null) throw notRunByDumont(options.provider);
  const made = owner.own(calls.CreateSessionOptions());
  calls.SetSessionGraphOptimizationLevel(made, OPTIMIZATION_LEVEL[options.graphOptimization]);
  calls.SetSessionExecutionMode(made, EXECUTION_MODE[options.executionMode]);
  if (options.intraOpThreads !== null) calls.SetIntraOpNumThreads(made, options.intraOpThreads);
  if (options.interOpThreads !== null) calls.SetInterOpNumThreads(made, options.interOpThreads);
  if (options.cpuArena !== undefined)
    calls[options.cpuArena ? 'EnableCpuMemArena' : 'DisableCpuMemArena'](made);
  if (options.memoryPattern !== undefined)
    calls[options.memoryPattern ? 'EnableMemPattern' : 'DisableMemPattern'](made);
  addProvider(runtime, made);
  const spinning =
    options.intraOpSpinning === undefined
      ? {}
      : { 'session.intra_op.allow_spinning': options.intraOpSpinning ? '1' : '0' };
  for (const [key, value] of Object.entries({ ...spinning, ...options.sessionEntries }))
    calls.AddSessionConfigEntry(made, key, value);
  if (options.plugIn !== undefined) {
    const devices = options.plugIn.devices.map(({ native }) => native);
    calls.SessionOptionsAppendExecutionProvider_V2(made, environment, devices, options.plugIn.options);
  }
  return made;
}
