/** The closed table of compute units: SARK's wire string ↔ the engine and execution provider that run it. */
import { z } from 'zod';

export const MODEL_FORMATS = ['onnx', 'mlmodel', 'mlpackage'] as const;
export const modelFormatSchema = z.enum(MODEL_FORMATS);
export type ModelFormat = z.infer<typeof modelFormatSchema>;

export const EXECUTION_PROVIDERS = ['cpu', 'cuda', 'dml', 'webgpu', 'coreml'] as const;
export const executionProviderSchema = z.enum(EXECUTION_PROVIDERS);
export type ExecutionProvider = z.infer<typeof executionProviderSchema>;

interface ComputeUnitRow {
  /** What SARK's queues, jobs and results say. */
  readonly wire: string;
  /** What people type. */
  readonly short: string;
  readonly engine: 'onnx' | 'coreml';
  /** The provider that runs it, by platform where it differs. */
  readonly provider: ExecutionProvider | Readonly<Partial<Record<NodeJS.Platform, ExecutionProvider>>>;
  readonly formats: readonly ModelFormat[];
}

const ONNX = ['onnx'] as const;
const COREML = ['mlmodel', 'mlpackage'] as const;

export const COMPUTE_UNITS = [
  { wire: 'CPU (ONNX)', short: 'cpu', engine: 'onnx', provider: 'cpu', formats: ONNX },
  {
    wire: 'GPU (ONNX)',
    short: 'gpu',
    engine: 'onnx',
    provider: { linux: 'cuda', win32: 'dml' },
    formats: ONNX,
  },
  { wire: 'DirectML (ONNX)', short: 'directml', engine: 'onnx', provider: 'dml', formats: ONNX },
  { wire: 'WebGPU (ONNX)', short: 'webgpu', engine: 'onnx', provider: 'webgpu', formats: ONNX },
  { wire: 'CoreML (ONNX)', short: 'coreml', engine: 'onnx', provider: 'coreml', formats: ONNX },
  { wire: 'GPU (CoreML)', short: 'coreml-gpu', engine: 'coreml', provider: 'coreml', formats: COREML },
  { wire: 'Neural Engine (CoreML)', short: 'ane', engine: 'coreml', provider: 'coreml', formats: COREML },
] as const satisfies readonly ComputeUnitRow[];

export type ComputeUnit = (typeof COMPUTE_UNITS)[number]['wire'];
export const computeUnitSchema = z.enum(
  COMPUTE_UNITS.map((unit) => unit.wire) as [ComputeUnit, ...ComputeUnit[]],
);

export function computeUnitRow(unit: ComputeUnit): ComputeUnitRow {
  const row = COMPUTE_UNITS.find((candidate) => candidate.wire === unit);
  if (row === undefined) throw new RangeError(`no such compute unit: ${unit}`);
  return row;
}

/** @param text a wire string or a short form, in any case @returns the unit, or `undefined` where there is none of that name */
export function parseComputeUnit(text: string): ComputeUnit | undefined {
  const wanted = text.trim().toLowerCase();
  return COMPUTE_UNITS.find((unit) => unit.wire.toLowerCase() === wanted || unit.short === wanted)?.wire;
}

/** @returns the execution provider that runs the unit on this platform, or `undefined` where none does */
export function providerFor(unit: ComputeUnit, platform: NodeJS.Platform): ExecutionProvider | undefined {
  const { provider } = computeUnitRow(unit);
  return typeof provider === 'string' ? provider : provider[platform];
}

export function unitsForFormat(format: ModelFormat): ComputeUnit[] {
  return COMPUTE_UNITS.filter((unit) => (unit.formats as readonly ModelFormat[]).includes(format)).map(
    (unit) => unit.wire,
  );
}
