/** Execution providers: what a runtime runs the nodes of a model by. Everything in Dumont says `name`; the library's own is translated once. */
import { z } from 'zod';

interface ProviderRow {
  readonly name: string;
  /** What onnxruntime calls it, in its traces and elsewhere. */
  readonly libraryName: string;
}

export const PROVIDERS = [
  { name: 'cpu', libraryName: 'CPUExecutionProvider' },
  { name: 'cuda', libraryName: 'CUDAExecutionProvider' },
  { name: 'dml', libraryName: 'DmlExecutionProvider' },
  { name: 'webgpu', libraryName: 'WebGpuExecutionProvider' },
  { name: 'coreml', libraryName: 'CoreMLExecutionProvider' },
] as const satisfies readonly ProviderRow[];

export type ExecutionProvider = (typeof PROVIDERS)[number]['name'];
export const executionProviderSchema = z.enum(
  PROVIDERS.map((provider) => provider.name) as [ExecutionProvider, ...ExecutionProvider[]],
);

/** @returns Dumont's name for the provider; one that it does not know keeps the library's own */
export function providerName(libraryName: string): string {
  return PROVIDERS.find((provider) => provider.libraryName === libraryName)?.name ?? libraryName;
}
