/** ONNX Runtime's library, opened once a process: it keeps what it has for ever, and two of them in one process crash. */
import { DumontError } from '@dumont/protocol';
import { prepareLibraryEnvironment } from '../library-environment.ts';
import { OrtApi } from './api.ts';
import { findLibrary } from '../find-library.ts';
import { loadForeign, type Foreign } from './foreign.ts';
import type { NativeObject } from './native-object.ts';
import { NEWEST_API, OLDEST_API, type Calls } from './slots.ts';
import { NativeApiUnavailable } from './unavailable.ts';
import { whyNotLoaded } from './why-not-loaded.ts';

export interface NativeRuntime {
  readonly libraryPath: string;
  /** Of the library. */
  readonly version: string;
  readonly api: OrtApi;
  readonly calls: Calls;
  readonly foreign: Foreign;
  readonly environment: NativeObject<'OrtEnv'>;
  /** Gives and takes memory of the CPU. */
  readonly allocator: NativeObject<'OrtAllocator'>;
  readonly cpuMemory: NativeObject<'OrtMemoryInfo'>;
}

/** Fatal only: every error comes as a status too, with the same text. */
const LOG_SEVERITY = 4;
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;

let opened: { readonly path: string; readonly runtime: Promise<NativeRuntime> } | undefined;

/**
 * @param given see `findLibrary`
 * @throws NativeApiUnavailable where the library or koffi does not load or is too old; DumontError of `findLibrary`
 */
export async function openRuntime(given: string | null): Promise<NativeRuntime> {
  const path = findLibrary(given);
  opened ??= { path, runtime: open(path) };
  if (opened.path === path) return opened.runtime;
  throw new DumontError(
    'INTERNAL',
    `this process runs the ONNX Runtime in ${opened.path} already: two of them in one process crash`,
  );
}

async function open(path: string): Promise<NativeRuntime> {
  prepareLibraryEnvironment();
  const foreign = await loadForeign();
  const { version, api } = openApi(foreign, path);
  const { calls } = api;
  const environment = calls.CreateEnv(LOG_SEVERITY, 'dumont');
  calls.DisableTelemetryEvents(environment);
  return {
    libraryPath: path,
    version,
    api,
    calls,
    foreign,
    environment,
    allocator: calls.GetAllocatorWithDefaultOptions(),
    cpuMemory: calls.CreateCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY),
  };
}

/** OrtApiBase is two functions: `GetApi(version)` and `GetVersionString()`. */
function openApi(foreign: Foreign, path: string): { version: string; api: OrtApi } {
  const base = openBase(foreign, path);
  const [getApi = 0n, getVersion = 0n] = foreign.readPointers(base, 2);
  const version = String(foreign.functionAt(getVersion, 'str', [])());
  const minor = Number(/^1\.(\d+)\./.exec(version)?.[1] ?? Number.NaN);
  // Asked for a version that it does not have, the library prints to stderr.
  const apiVersion = Math.min(NEWEST_API, minor);
  if (!(apiVersion >= OLDEST_API)) {
    throw new NativeApiUnavailable(`${path} is version ${version}, and 1.${OLDEST_API} or newer is needed`);
  }
  const table = foreign.functionAt(getApi, 'void *', ['uint32_t'])(apiVersion);
  if (typeof table !== 'bigint') {
    throw new NativeApiUnavailable(`${path} (version ${version}) does not give version ${apiVersion} of it`);
  }
  return { version, api: new OrtApi(foreign, table, apiVersion) };
}

function openBase(foreign: Foreign, path: string): bigint {
  try {
    return foreign.callExported(path, 'OrtGetApiBase');
  } catch (cause) {
    throw whyNotLoaded(path, cause, process.report.getReport());
  }
}
