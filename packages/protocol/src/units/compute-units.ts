/** The closed table of compute units: SARK's wire string ↔ the engine and execution provider that run it. */
import { z } from 'zod';
import { isPlugInUnit, type PlugInUnit } from './plug-in-unit.ts';
import type { ExecutionProvider } from './providers.ts';

interface ComputeUnitRow {
  /** What SARK's queues, jobs and results say. */
  readonly wire: string;
  /** What people type. */
  readonly short: string;
  /** The built-in engine that runs it. */
  readonly engine: 'onnx' | 'coreml';
  /** The lowest is preferred: it serves where nobody names a unit, and its queue comes first. */
  readonly rank: number;
  /** The provider that runs it: on every platform, or on those named. */
  readonly provider: ExecutionProvider | Readonly<Partial<Record<NodeJS.Platform, ExecutionProvider>>>;
}

export const COMPUTE_UNITS = [
  { wire: 'CPU (ONNX)', short: 'cpu', engine: 'onnx', rank: 10, provider: 'cpu' },
  {
    wire: 'GPU (ONNX)',
    short: 'gpu',
    engine: 'onnx',
    rank: 20,
    provider: { linux: 'cuda', win32: 'dml' },
  },
  {
    wire: 'DirectML (ONNX)',
    short: 'directml',
    engine: 'onnx',
    rank: 30,
    provider: { win32: 'dml' },
  },
  { wire: 'WebGPU (ONNX)', short: 'webgpu', engine: 'onnx', rank: 40, provider: 'webgpu' },
  {
    wire: 'OpenVINO (ONNX)',
    short: 'openvino',
    engine: 'onnx',
    rank: 45,
    provider: { linux: 'openvino', win32: 'openvino' },
  },
  {
    wire: 'CoreML (ONNX)',
    short: 'coreml',
    engine: 'onnx',
    rank: 50,
    provider: { darwin: 'coreml' },
  },
  {
    wire: 'GPU (CoreML)',
    short: 'coreml-gpu',
    engine: 'coreml',
    rank: 60,
    provider: { darwin: 'coreml' },
  },
  {
    wire: 'Neural Engine (CoreML)',
    short: 'ane',
    engine: 'coreml',
    rank: 70,
    provider: { darwin: 'coreml' },
  },
] as const satisfies readonly ComputeUnitRow[];

export type ComputeUnit = (typeof COMPUTE_UNITS)[number]['wire'];
/** What a benchmark may run on; a job names a `ComputeUnit`, never a plug-in. */
export type AnyUnit = ComputeUnit | PlugInUnit;
export const computeUnitSchema = z.enum(
  COMPUTE_UNITS.map((unit) => unit.wire) as [ComputeUnit, ...ComputeUnit[]],
);

/** Runs everywhere; what the outputs of others are compared with. */
export const CPU_UNIT = 'CPU (ONNX)' satisfies ComputeUnit;

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
export function providerFor(unit: AnyUnit, platform: NodeJS.Platform): ExecutionProvider | undefined {
  if (isPlugInUnit(unit)) return 'plug-in';
  const { provider } = computeUnitRow(unit);
  return typeof provider === 'string' ? provider : provider[platform];
}

/** True for whatever is not the CPU: what it does not run itself runs there. */
export function isAccelerator(unit: AnyUnit): boolean {
  return isPlugInUnit(unit) || computeUnitRow(unit).provider !== 'cpu';
}

/** @returns the same units, the preferred first */
export function byRank(units: readonly ComputeUnit[]): ComputeUnit[] {
  return units.toSorted((a, b) => computeUnitRow(a).rank - computeUnitRow(b).rank);
}

/** @returns those that the built-in engine runs, the preferred first */
export function unitsOfEngine(engine: ComputeUnitRow['engine']): ComputeUnit[] {
  return byRank(COMPUTE_UNITS.flatMap((unit) => (unit.engine === engine ? [unit.wire] : [])));
}
