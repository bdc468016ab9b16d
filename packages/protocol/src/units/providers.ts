/** Execution providers: what a runtime runs the nodes of a model by. Everything in Dumont says `name`; the library's own is translated once. */
import { z } from 'zod';

/** What drivers need of a machine with Linux, apart from the libraries of the system: nothing else of these kinds is let into a sandbox. */
export interface Drivers {
  /** The names in `/dev`. */
  readonly devices: RegExp;
  readonly folders: readonly string[];
}

/** Of every maker, NPUs too: a third party's engine, or a plug-in, may reach them by another library than onnxruntime does. */
const ACCELERATOR_DRIVERS: Drivers = {
  devices: /^(nvidia.*|dri|kfd|dxg|accel)$/,
  folders: [
    '/sys',
    '/etc/OpenCL',
    '/etc/vulkan',
    '/usr/share/vulkan',
    '/usr/share/glvnd',
    '/usr/share/nvidia',
    '/opt/rocm',
  ],
};

interface ProviderRow {
  readonly name: string;
  /** What onnxruntime calls it, in its traces and elsewhere; null where each has a name of its own. */
  readonly libraryName: string | null;
  /** Null where it needs none. */
  readonly drivers: Drivers | null;
}

export const PROVIDERS = [
  { name: 'cpu', libraryName: 'CPUExecutionProvider', drivers: null },
  { name: 'cuda', libraryName: 'CUDAExecutionProvider', drivers: ACCELERATOR_DRIVERS },
  { name: 'dml', libraryName: 'DmlExecutionProvider', drivers: null },
  { name: 'webgpu', libraryName: 'WebGpuExecutionProvider', drivers: ACCELERATOR_DRIVERS },
  { name: 'coreml', libraryName: 'CoreMLExecutionProvider', drivers: null },
  { name: 'openvino', libraryName: 'OpenVINOExecutionProvider', drivers: ACCELERATOR_DRIVERS },
  /** Whatever a library that the user names has. */
  { name: 'plug-in', libraryName: null, drivers: ACCELERATOR_DRIVERS },
] as const satisfies readonly ProviderRow[];

export type ExecutionProvider = (typeof PROVIDERS)[number]['name'];
export const executionProviderSchema = z.enum(
  PROVIDERS.map((provider) => provider.name) as [ExecutionProvider, ...ExecutionProvider[]],
);

/** @returns what the drivers of these providers need, each set of drivers once */
export function driversOf(providers: readonly ExecutionProvider[]): Drivers[] {
  const drivers = PROVIDERS.flatMap((row) => (providers.includes(row.name) ? (row.drivers ?? []) : []));
  return [...new Set(drivers)];
}

/** @returns Dumont's name for the provider; one that it does not know keeps the library's own */
export function providerName(libraryName: string): string {
  return PROVIDERS.find((provider) => provider.libraryName === libraryName)?.name ?? libraryName;
}
