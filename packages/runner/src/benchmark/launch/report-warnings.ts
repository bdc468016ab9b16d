/** What a reader of a report must know before believing its numbers. Pure. */
import {
  assessSamples,
  bytesToMb,
  isAccelerator,
  warning,
  type BenchmarkReport,
  type InputFindings,
  type ReportInput,
  type TensorInfo,
  type Warning,
} from '@dumont/protocol';
import { disturbingPressure, environmentWarnings, type PhaseWork } from '../environment/warnings.ts';
import { GPU_DEVICE_EXPOSED } from '../sandbox/plan.ts';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { chosenDimensions, type ChosenDimension } from './chosen-dimensions.ts';
import { pauseWarnings } from './pauses.ts';
import { placementWarnings } from './placement-warnings.ts';
import { listPassedOver } from './resolve-provider.ts';
import type { Stages } from './stages.ts';
import type { PhaseRecord, TaskOutcome } from './task-outcome.ts';

/** Trained weights have one in a million or fewer. */
const MANY_SUBNORMAL = 0.01;
const AS_ZERO = 'session.set_denormal_as_zero';

type Unwarned = Omit<BenchmarkReport, 'warnings'>;

export function reportWarnings(
  request: BenchmarkRequest,
  report: Unwarned,
  {
    measured,
    found,
    floorError,
    notPlanned,
    notCompared,
    copiedBytes,
    subnormalShare,
  }: Pick<
    Stages,
    'measured' | 'found' | 'floorError' | 'notPlanned' | 'notCompared' | 'copiedBytes' | 'subnormalShare'
  >,
): Warning[] {
  const work = {
    ...workOf('load', measured?.phases.get('load')),
    ...workOf('inference', measured?.phases.get('measure')),
  };
  return [
    ...coldWarnings(report),
    ...(copiedBytes === 0 ? [] : [warning('MODEL_COPIED', { mb: bytesToMb(copiedBytes) })]),
    ...subnormalWarnings(request, subnormalShare),
    ...sampleWarnings(report),
    ...(floorError === null ? [] : [warning('NO_FLOOR', { reason: floorError.message })]),
    ...inputWarnings(report.inputs, measured?.signature ?? [], found),
    ...passedOverWarnings(report),
    ...softwareWarnings(report),
    ...placementWarnings(request, report.engine, { measured, notPlanned }),
    ...apiWarnings(measured),
    ...fetchWarnings(measured),
    ...expectationWarnings(report),
    ...driftWarnings(report, notCompared),
    ...sandboxWarnings(report),
    ...(measured === null ? [] : pauseWarnings(measured)),
    ...environmentWarnings(report.environment, work),
  ];
}

function workOf(name: 'load' | 'inference', phase: PhaseRecord | undefined): Record<string, PhaseWork> {
  return phase === undefined ? {} : { [name]: { runs: phase.runs, wallMs: phase.wallMs } };
}

function coldWarnings({ load }: Unwarned): Warning[] {
  const { loads = [], reason = null } = load?.cold ?? {};
  return warmLoadWarnings(loads, reason);
}

/** @param loads whether each came from the disk; null where that cannot be told */
export function warmLoadWarnings(loads: readonly (boolean | null)[], reason: string | null): Warning[] {
  const warm = loads.filter((cold) => cold === false).length;
  return warm === 0 ? [] : [warning('NOT_COLD', { warm, loads: loads.length, reason: reason ?? '' })];
}

/** They slow down CPUs alone, and not where they are taken for 0. */
function subnormalWarnings({ computeUnit, session }: BenchmarkRequest, share: number): Warning[] {
  const areZero = session.sessionEntries?.[AS_ZERO] === '1';
  if (share < MANY_SUBNORMAL || areZero || isAccelerator(computeUnit)) return [];
  return [warning('SUBNORMAL_WEIGHTS', { percent: share * 100 })];
}

function sampleWarnings({ inference, floor, environment }: Unwarned): Warning[] {
  if (inference === null) return [];
  return assessSamples({
    samplesMs: inference.samplesMs,
    summary: inference.ms,
    floorMedianUs: floor?.medianUs ?? null,
    cpuPressurePercent: disturbingPressure(environment.interference.inference),
  });
}

function inputWarnings(
  inputs: readonly ReportInput[],
  signature: readonly TensorInfo[],
  found: InputFindings | null,
): Warning[] {
  return [
    ...(found === null ? [] : [foundWarning(found)]),
    ...chosenWarnings(chosenDimensions(inputs, signature)),
    ...amountWarnings(inputs.filter(({ setsAmount }) => setsAmount === true)),
  ];
}

function foundWarning({ dims, shapes, values, searched }: InputFindings): Warning {
  const ofShapes = Object.entries(shapes).map(([name, shape]) => `${name} ${shape.join('x') || 'scalar'}`);
  const ofValues = Object.entries(values).filter(([name]) => searched.includes(name));
  return warning('SHAPES_SEARCHED', {
    sizes: [...equations(Object.entries(dims)), ...ofShapes],
    values: equations(ofValues),
  });
}

function equations(pairs: readonly (readonly [string, string | number])[]): string[] {
  return pairs.map(([name, value]) => `${name} = ${value}`);
}

function chosenWarnings(chosen: readonly ChosenDimension[]): Warning[] {
  if (chosen.length === 0) return [];
  const dimensions = equations(chosen.map(({ label, size }) => [label, size]));
  return [
    warning('DYNAMIC_DIMS_DEFAULTED', { dimensions, flags: distinct(chosen.flatMap(({ flags }) => flags)) }),
  ];
}

function amountWarnings(inputs: readonly ReportInput[]): Warning[] {
  if (inputs.length === 0) return [];
  return [
    warning('AMOUNT_MADE_UP', {
      inputs: equations(inputs.map(({ name, value }) => [name, value ?? '?'])),
      flags: inputs.map(({ name }) => `--value ${name}=…`),
    }),
  ];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function sandboxWarnings({ sandbox: { mode, missing, reason } }: Unwarned): Warning[] {
  const lacking = missing.filter((what) => what !== GPU_DEVICE_EXPOSED);
  return mode === 'off' || lacking.length === 0
    ? []
    : [warning('SANDBOX_INCOMPLETE', { missing: lacking, reason })];
}

function apiWarnings(measured: TaskOutcome | null): Warning[] {
  const reason = measured?.engine?.fallbackReason;
  return reason === undefined ? [] : [warning('RUNTIME_API_FALLBACK', { reason })];
}

function fetchWarnings(measured: TaskOutcome | null): Warning[] {
  const outputs = measured?.notFetched ?? [];
  return outputs.length === 0 ? [] : [warning('OUTPUTS_NOT_FETCHED', { outputs })];
}

function expectationWarnings({ expectation }: Unwarned): Warning[] {
  const open = expectation?.outputs.filter(({ matched }) => matched === null) ?? [];
  if (open.length === 0) return [];
  return [
    warning('OUTPUTS_NOT_COMPARED', { outputs: open.map(({ name, detail }) => `${name} (${detail})`) }),
  ];
}

function driftWarnings({ engine, outputDrift }: Unwarned, notCompared: string | null): Warning[] {
  const unit = engine.computeUnit;
  if (notCompared !== null) return [warning('DRIFT_UNKNOWN', { unit, reason: notCompared })];
  if (!outputDrift || outputDrift.matched) return [];
  const outputs = outputDrift.outputs.flatMap(({ name, matched, maxRel, detail }) =>
    matched ? [] : [`${name} (${maxRel === null ? detail : maxRel.toPrecision(2)})`],
  );
  return [warning('OUTPUTS_DRIFT', { unit, outputs, rtol: outputDrift.rtol })];
}

/** That there is none is how most machines are; one that is there and does not run is worth a look. */
function passedOverWarnings({ engine }: Unwarned): Warning[] {
  const { computeUnit: unit, requestedProvider: provider, passedOver = [] } = engine;
  const broken = passedOver.filter(({ isInstalled }) => isInstalled);
  if (broken.length === 0) return [];
  return [warning('PROVIDER_PASSED_OVER', { unit, provider, broken: listPassedOver(broken) })];
}

function softwareWarnings({ engine }: Unwarned): Warning[] {
  const onCpu = engine.provider?.devices.filter(({ isSoftware }) => isSoftware === true) ?? [];
  if (onCpu.length === 0) return [];
  return [warning('SOFTWARE_ADAPTER', { unit: engine.computeUnit, devices: onCpu.map(({ name }) => name) })];
}
