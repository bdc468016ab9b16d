/** The closed table of compute units: the name of each ↔ the engine and the execution providers that run it. */
import { z } from 'zod';
import { isPlugInUnit, type PlugInUnit } from './plug-in-unit.ts';
import { providersOn, type ExecutionProvider } from './providers.ts';

interface ComputeUnitRow {
  /** What reports and results say; of SARK's own units, what its queues and jobs say. */
  readonly wire: string;
  /** What people type. */
  readonly short: string;
  /** The built-in engine that runs it. */
  readonly engine: 'onnx' | 'coreml';
  /**
   * The lowest is preferred: it serves where nobody names a unit, and its queue comes first. What computes less exactly unless it is told
   * otherwise, or compiles for minutes, comes after the CPU.
   */
  readonly rank: number;
  /** The providers that may run it, the preferred first: one of them does, of those that the platform has. */
  readonly providers: readonly ExecutionProvider[];
  /** It is the CPU and nothing beside it: one of each engine at most. Left out it is false. */
  readonly isCpu?: boolean;
  /** The field of `acceleratorEvidence` that is more than 0 where it computed. Left out of units whose engine counts what ran. */
  readonly shownBy?: 'gpuTimeMs' | 'neuralFootprintMb';
  /** Where nobody has seen it run yet: its reports say so. Left out of units that were seen. */
  readonly unverified?: 'on a Mac';
  /** One of SARK's own units: a worker announces it and serves its queue. Others are for whoever types the command. */
  readonly isSarks: boolean;
}

export const COMPUTE_UNITS = [
  {
    wire: 'CPU (ONNX)',
    short: 'cpu',
    engine: 'onnx',
    rank: 20,
    providers: ['cpu'],
    isCpu: true,
    isSarks: true,
  },
  {
    wire: 'GPU (ONNX)',
    short: 'gpu',
    engine: 'onnx',
    rank: 30,
    providers: ['cuda', 'dml', 'migraphx', 'webgpu'],
    isSarks: true,
  },
  {
    wire: 'CUDA (ONNX)',
    short: 'cuda',
    engine: 'onnx',
    rank: 10,
    providers: ['cuda'],
    isSarks: false,
  },
  {
    wire: 'TensorRT (ONNX)',
    short: 'tensorrt',
    engine: 'onnx',
    rank: 70,
    providers: ['tensorrt'],
    isSarks: false,
  },
  {
    wire: 'MIGraphX (ONNX)',
    short: 'migraphx',
    engine: 'onnx',
    rank: 12,
    providers: ['migraphx'],
    isSarks: false,
  },
  {
    wire: 'DirectML (ONNX)',
    short: 'directml',
    engine: 'onnx',
    rank: 14,
    providers: ['dml'],
    isSarks: true,
  },
  {
    wire: 'WebGPU (ONNX)',
    short: 'webgpu',
    engine: 'onnx',
    rank: 50,
    providers: ['webgpu'],
    isSarks: false,
  },
  {
    wire: 'OpenVINO (ONNX)',
    short: 'openvino',
    engine: 'onnx',
    rank: 40,
    providers: ['openvino'],
    isSarks: true,
  },
  {
    wire: 'CoreML (ONNX)',
    short: 'coreml',
    engine: 'onnx',
    rank: 60,
    providers: ['coreml'],
    unverified: 'on a Mac',
    isSarks: false,
  },
  {
    wire: 'CPU (CoreML)',
    short: 'coreml-cpu',
    engine: 'coreml',
    rank: 100,
    providers: ['coreml'],
    unverified: 'on a Mac',
    isCpu: true,
    isSarks: false,
  },
  {
    wire: 'GPU (CoreML)',
    short: 'coreml-gpu',
    engine: 'coreml',
    rank: 80,
    providers: ['coreml'],
    unverified: 'on a Mac',
    shownBy: 'gpuTimeMs',
    isSarks: true,
  },
  {
    wire: 'Neural Engine (CoreML)',
    short: 'ane',
    engine: 'coreml',
    rank: 90,
    providers: ['coreml'],
    unverified: 'on a Mac',
    shownBy: 'neuralFootprintMb',
    isSarks: true,
  },
] as const satisfies readonly ComputeUnitRow[];

export type ComputeUnit = (typeof COMPUTE_UNITS)[number]['wire'];
/** What a benchmark may run on; a job names a `ComputeUnit`, never a plug-in. */
export type AnyUnit = ComputeUnit | PlugInUnit;
export const computeUnitSchema = z.enum(
  COMPUTE_UNITS.map((unit) => unit.wire) as [ComputeUnit, ...ComputeUnit[]],
);

/** Runs everywhere. */
export const CPU_UNIT = 'CPU (ONNX)' satisfies ComputeUnit;

/** @returns the CPU by the same engine: what the outputs of others are compared with */
export function cpuUnitBeside(unit: AnyUnit): ComputeUnit {
  const engine = isPlugInUnit(unit) ? 'onnx' : computeUnitRow(unit).engine;
  return COMPUTE_UNITS.find((row) => row.engine === engine && isCpuAlone(row))?.wire ?? CPU_UNIT;
}

function isCpuAlone({ isCpu = false }: ComputeUnitRow): boolean {
  return isCpu;
}

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

/** @returns the execution providers that may run the unit on this platform, the preferred first */
export function providersFor(unit: AnyUnit, platform: NodeJS.Platform): ExecutionProvider[] {
  return providersOn(isPlugInUnit(unit) ? ['plug-in'] : computeUnitRow(unit).providers, platform);
}

/** True for whatever is not the CPU: what it does not run itself runs there. */
export function isAccelerator(unit: AnyUnit): boolean {
  return unit !== cpuUnitBeside(unit);
}

/** True for SARK's own: no job names another, and no worker announces one. */
export function isSarksUnit(unit: ComputeUnit): boolean {
  return computeUnitRow(unit).isSarks;
}

/** @returns the same units, the preferred first */
export function byRank(units: readonly ComputeUnit[]): ComputeUnit[] {
  return units.toSorted((a, b) => computeUnitRow(a).rank - computeUnitRow(b).rank);
}

/** @returns those that the built-in engine runs, the preferred first */
export function unitsOfEngine(engine: ComputeUnitRow['engine']): ComputeUnit[] {
  return byRank(COMPUTE_UNITS.flatMap((unit) => (unit.engine === engine ? [unit.wire] : [])));
}
