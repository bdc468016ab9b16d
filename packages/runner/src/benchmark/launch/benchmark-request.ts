/** What a benchmark is asked to do and what it tells while it runs: the interface between launch and its callers. */
import type { Model } from '../../models/open-model.ts';
import type { Usage } from '../meters/meter.ts';
import type { SandboxSettings } from '../sandbox/settings.ts';
import type {
  AnyUnit,
  EngineRef,
  InputSpec,
  Phase,
  ProviderSettings,
  SessionOptions,
  StopRule,
} from '@dumont/protocol';

export interface BenchmarkRequest {
  /** `path` is absolute; `fileName` is what it is called where it came from. */
  readonly model: Model & { readonly fileName?: string };
  readonly computeUnit: AnyUnit;
  readonly engine: EngineRef;
  /** Fresh processes in which the load is timed; the last one goes on to inference. */
  readonly loads: number;
  /** Left out it is false: whether each load is to come from the disk, not from the page cache. Linux only. */
  readonly cold?: boolean;
  /** At least this many runs and this long. */
  readonly warmup: { readonly runs: number; readonly ms: number };
  readonly stop: StopRule;
  readonly inputs: InputSpec;
  readonly session: Omit<SessionOptions, 'unit' | 'provider' | keyof ProviderSettings>;
  /** What the unit's execution provider is told. */
  readonly provider?: ProviderSettings;
  /** The one of NVIDIA's cards that is this benchmark's, by its uuid, where its provider runs on one and is told no device. */
  readonly card?: string;
  readonly expect: { readonly folder: string; readonly rtol: number; readonly atol: number } | null;
  /** For a unit other than the CPU: compares its outputs with the CPU's, in a separate pass; null: does not. */
  readonly drift: { readonly rtol: number } | null;
  /** Left out it is true: of a unit other than the CPU, a pass with inputs and outputs that stay on the device. */
  readonly onDevice?: boolean;
  readonly placement: 'off' | 'report' | 'strict';
  /** Adds a per-operator table from a separate pass. */
  readonly profile: boolean;
  /** Left out it is true: a null model shows what the harness itself takes. */
  readonly measureFloor?: boolean;
  /** For the whole benchmark, from the call to its report. */
  readonly timeoutMs: number;
  /** For each isolated process and its children; null for no limit. */
  readonly memoryLimitBytes: number | null;
  /** Left out it is `auto`. */
  readonly sandbox?: SandboxSettings;
}

export type ProcessPurpose =
  | 'compile'
  | 'floor'
  | 'load'
  | 'measure'
  | 'find-inputs'
  | 'profile'
  | 'plan'
  | 'compare-outputs'
  | 'on-device';

export type BenchmarkEvent =
  /** Large files are read, to know what the model is. */
  | { readonly type: 'hashing'; readonly hashedBytes: number; readonly totalBytes: number }
  /** An isolated process is being started: number `index` (from 1) of `total` with this purpose. */
  | {
      readonly type: 'process';
      readonly purpose: ProcessPurpose;
      readonly index: number;
      readonly total: number;
    }
  /** A phase begins in it; `expectedMs` says how long it will take where that is known. */
  | { readonly type: 'phase'; readonly phase: Phase; readonly expectedMs: number | null }
  | { readonly type: 'loaded'; readonly ms: number }
  /** What its process takes just now, twice a second at most; null where nobody knows. */
  | ({ readonly type: 'usage' } & Usage)
  /** The model refused the inputs that it was given; these it takes. */
  | { readonly type: 'inputs-found'; readonly inputs: InputSpec };

export interface LaunchOptions {
  /** Aborting kills every process at once; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Of the time limit, what the caller has spent already, such as on starting up. */
  readonly spentMs?: number;
  readonly onEvent?: (event: BenchmarkEvent) => void;
}
