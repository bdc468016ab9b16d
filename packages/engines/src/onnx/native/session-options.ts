/** Dumont's session options as an OrtSessionOptions. */
import { INTRA_OP_SPINNING_ENTRY, type ReportProvider } from '@dumont/protocol';
import { providers } from '../providers/index.ts';
import { notRunByDumont } from '../providers/not-run.ts';
import { explainMissingProvider } from '../explain-error.ts';
import type { NativeObject } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import { OrtError } from './ort-error.ts';
import type { Owner } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';

interface MadeOptions {
  readonly native: NativeObject<'OrtSessionOptions'>;
  /** Undefined for the CPU's. */
  readonly provider: ReportProvider | undefined;
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
): MadeOptions {
  const { calls } = runtime;
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
  const provider = explaining(options, () => addProvider(runtime, made, options));
  const spinning =
    options.intraOpSpinning === undefined
      ? {}
      : { [INTRA_OP_SPINNING_ENTRY]: options.intraOpSpinning ? '1' : '0' };
  for (const [key, value] of Object.entries({ ...spinning, ...options.sessionEntries }))
    calls.AddSessionConfigEntry(made, key, value);
  return { native: made, provider };
}

function explaining<Result>({ unit, provider }: NativeSessionOptions, add: () => Result): Result {
  try {
    return add();
  } catch (cause) {
    if (!(cause instanceof OrtError)) throw cause;
    throw explainMissingProvider(cause, unit, providers[provider].remedy ?? null);
  }
}
