/** Execution providers: what a runtime runs the nodes of a model by. Everything in Dumont says `name`; the library's own is translated once. */
import { z } from 'zod';
import {
  ALL_DRIVERS,
  CUDA_DRIVERS,
  INTEL_DRIVERS,
  ROCM_DRIVERS,
  VULKAN_DRIVERS,
  type Drivers,
} from './drivers.ts';

interface ProviderRow {
  readonly name: string;
  /** What onnxruntime calls it, in its traces and elsewhere; null where each has a name of its own. */
  readonly libraryName: string | null;
  /** Null for every one. */
  readonly platforms: readonly NodeJS.Platform[] | null;
  /** The file that it is in, beside ONNX Runtime's library; left out where it is in that itself, or a plug-in. */
  readonly library?: Readonly<Partial<Record<NodeJS.Platform, string>>>;
  /** Null where it needs none. */
  readonly drivers: Drivers | null;
}

/** What people call them. */
export const PLATFORM_NAMES: ReadonlyMap<NodeJS.Platform, string> = new Map([
  ['darwin', 'macOS'],
  ['linux', 'Linux'],
  ['win32', 'Windows'],
]);

export const PROVIDERS = [
  { name: 'cpu', libraryName: 'CPUExecutionProvider', platforms: null, drivers: null },
  {
    name: 'cuda',
    libraryName: 'CUDAExecutionProvider',
    platforms: ['linux', 'win32'],
    library: { linux: 'libonnxruntime_providers_cuda.so', win32: 'onnxruntime_providers_cuda.dll' },
    drivers: CUDA_DRIVERS,
  },
  {
    name: 'tensorrt',
    libraryName: 'TensorrtExecutionProvider',
    platforms: ['linux', 'win32'],
    library: { linux: 'libonnxruntime_providers_tensorrt.so', win32: 'onnxruntime_providers_tensorrt.dll' },
    drivers: CUDA_DRIVERS,
  },
  {
    name: 'migraphx',
    libraryName: 'MIGraphXExecutionProvider',
    platforms: ['linux'],
    library: { linux: 'libonnxruntime_providers_migraphx.so' },
    drivers: ROCM_DRIVERS,
  },
  {
    name: 'dml',
    libraryName: 'DmlExecutionProvider',
    platforms: ['win32'],
    library: { win32: 'DirectML.dll' },
    drivers: null,
  },
  { name: 'webgpu', libraryName: 'WebGpuExecutionProvider', platforms: null, drivers: VULKAN_DRIVERS },
  { name: 'coreml', libraryName: 'CoreMLExecutionProvider', platforms: ['darwin'], drivers: null },
  {
    name: 'openvino',
    libraryName: 'OpenVINOExecutionProvider',
    platforms: ['linux', 'win32'],
    drivers: INTEL_DRIVERS,
  },
  /** Whatever a library that the user names has. */
  { name: 'plug-in', libraryName: null, platforms: null, drivers: ALL_DRIVERS },
] as const satisfies readonly ProviderRow[];

export type ExecutionProvider = (typeof PROVIDERS)[number]['name'];
export const executionProviderSchema = z.enum(
  PROVIDERS.map((provider) => provider.name) as [ExecutionProvider, ...ExecutionProvider[]],
);

/** @returns those that there are on the platform, in the same order */
export function providersOn(
  providers: readonly ExecutionProvider[],
  platform: NodeJS.Platform,
): ExecutionProvider[] {
  return providers.filter((name) => {
    const platforms = rowOf(name)?.platforms ?? null;
    return platforms === null || platforms.includes(platform);
  });
}

/** @returns the name of the file that the provider is in, beside ONNX Runtime's library; null where it has none of its own */
export function libraryOfProvider(name: ExecutionProvider, platform: NodeJS.Platform): string | null {
  return rowOf(name)?.library?.[platform] ?? null;
}

function rowOf(name: ExecutionProvider): ProviderRow | undefined {
  return PROVIDERS.find((row) => row.name === name);
}

/** @returns what the drivers of these providers need, each set of drivers once */
export function driversOf(providers: readonly ExecutionProvider[]): Drivers[] {
  const drivers = PROVIDERS.flatMap((row) => (providers.includes(row.name) ? (row.drivers ?? []) : []));
  return [...new Set(drivers)];
}

/** @returns Dumont's name for the provider; one that it does not know keeps the library's own */
export function providerName(libraryName: string): string {
  return PROVIDERS.find((provider) => provider.libraryName === libraryName)?.name ?? libraryName;
}
