/** From what the processes told to the report. Pure: nothing is measured here. */
import path from 'node:path';
import {
  bytesToMb,
  computeUnitRow,
  cpuPercent,
  isAccelerator,
  isPlugInUnit,
  providerName,
  REPORT_SCHEMA,
  summarize,
  type AnyUnit,
  type BenchmarkReport,
  type Device,
  type Environment,
  type InferenceResult,
  type LoadResult,
  type SandboxReport,
  type Settings,
  type PassedOver,
} from '@dumont/protocol';
import type { ModelIdentity } from '../../models/identity.ts';
import type { BoardIdentity } from '../meters/accelerator/board.ts';
import { acceleratorOf } from './accelerator-of.ts';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { withCardNamed } from './choose-card.ts';
import type { Stages } from './stages.ts';
import { loadTimes } from './load-times.ts';
import { energyOf } from './energy-of.ts';
import { evidenceOf } from './evidence-of.ts';
import { inferencePeaks, loadPeaks, memoryOf } from './memory-of.ts';
import { pausesOf } from './pauses.ts';
import { placementOf } from './placement-of.ts';
import type { PhaseRecord, TaskOutcome } from './task-outcome.ts';

export interface Findings {
  readonly createdUtc: string;
  readonly requestedProvider: string;
  readonly passedOver: readonly PassedOver[];
  /** That was chosen for the model to run on. */
  readonly card: BoardIdentity | null;
  readonly identity: ModelIdentity | null;
  /** Of the library that the engine was to load. */
  readonly librarySha256: string | null;
  readonly stages: Stages;
  readonly device: Device;
  readonly environment: Environment;
  readonly sandbox: SandboxReport;
}

export function assembleReport(
  request: BenchmarkRequest,
  findings: Findings,
): Omit<BenchmarkReport, 'warnings'> {
  const { stages } = findings;
  const accelerator = stages.measured === null ? null : acceleratorOf(stages.measured);
  return {
    schema: REPORT_SCHEMA,
    status: stages.error === null ? 'complete' : 'failed',
    createdUtc: findings.createdUtc,
    model: modelOf(request.model, findings.identity),
    engine: {
      name: engineOf(stages)?.name ?? request.engine.name,
      version: engineOf(stages)?.version ?? null,
      computeUnit: request.computeUnit,
      ...askedOf(findings),
      ...runtimeOf(stages, findings.librarySha256),
      ...providerOf(stages, findings.card),
      ...unverifiedOf(request.computeUnit),
      placement: placementOf(request, stages),
    },
    settings: settingsOf(request),
    ...resultsOf(stages),
    accelerator,
    energy:
      stages.measured === null
        ? null
        : energyOf(stages.measured, accelerator, isOnProcessor(request, stages)),
    profile: request.profile ? profileOf(stages) : null,
    device: findings.device,
    environment: findings.environment,
    sandbox: findings.sandbox,
    error: stages.error,
  };
}

function askedOf({
  requestedProvider,
  passedOver,
}: Findings): Pick<BenchmarkReport['engine'], 'requestedProvider' | 'passedOver'> {
  return { requestedProvider, ...(passedOver.length === 0 ? {} : { passedOver: [...passedOver] }) };
}

function unverifiedOf(unit: AnyUnit): Pick<BenchmarkReport['engine'], 'unverified'> {
  const unverified = isPlugInUnit(unit) ? undefined : computeUnitRow(unit).unverified;
  return unverified === undefined ? {} : { unverified };
}

/** A provider other than the CPU's may compute on it all the same. */
function isOnProcessor({ computeUnit }: BenchmarkRequest, { measured }: Stages): boolean {
  const devices = measured?.provider?.devices ?? [];
  return !isAccelerator(computeUnit) || (devices.length > 0 && devices.every(({ kind }) => kind === 'cpu'));
}

/** The engine as it named itself, in whichever process came so far. */
export function engineOf(stages: Stages): TaskOutcome['engine'] {
  return (stages.measured ?? stages.loads[0])?.engine ?? null;
}

function runtimeOf(
  stages: Stages,
  sha256: string | null,
): Pick<BenchmarkReport['engine'], 'api' | 'library'> {
  const engine = engineOf(stages);
  if (engine?.api === undefined) return {};
  const { api, version } = engine;
  return { api, library: { version, sha256 } };
}

/** Who it was is known once it has loaded the model. */
function providerOf(
  { measured, loads }: Stages,
  card: BoardIdentity | null,
): Partial<Pick<BenchmarkReport['engine'], 'provider' | 'requestedProvider'>> {
  const provider = (measured ?? loads[0])?.provider ?? null;
  if (provider === null) return {};
  return { provider: withCardNamed(provider, card), requestedProvider: providerName(provider.name) };
}

function modelOf(model: BenchmarkRequest['model'], identity: ModelIdentity | null): BenchmarkReport['model'] {
  return {
    fileName: model.fileName ?? fileName(model),
    ...(model.url === undefined ? { path: model.archive ?? model.path } : { url: model.url }),
    bytes: identity?.bytes ?? null,
    sha256: identity?.sha256 ?? null,
    ...(identity === null ? {} : { files: [...identity.files] }),
    ...(identity?.digest === undefined ? {} : { digest: identity.digest }),
    format: model.format,
  };
}

type Results = Pick<
  BenchmarkReport,
  | 'inputs'
  | 'load'
  | 'inference'
  | 'acceleratorEvidence'
  | 'memory'
  | 'gc'
  | 'cgroup'
  | 'timeline'
  | 'floor'
  | 'expectation'
  | 'outputDrift'
>;

function resultsOf(stages: Stages): Results {
  const { floor, loads, measured, compared, compiled } = stages;
  const beforeInference = { load: loadResult(loads, compiled), floor: floorOf(floor) };
  if (measured === null) {
    return {
      ...beforeInference,
      inputs: [],
      inference: null,
      acceleratorEvidence: null,
      memory: null,
      gc: null,
      cgroup: null,
      timeline: null,
      expectation: null,
      outputDrift: null,
    };
  }
  return {
    ...beforeInference,
    load: loadResult([...loads, measured], compiled),
    inputs: measured.inputs,
    inference: inferenceResult(measured, stages),
    acceleratorEvidence: evidenceOf(measured),
    memory: memoryOf(measured),
    ...pausesOf(measured),
    timeline: measured.timeline,
    expectation: measured.expectation,
    outputDrift: compared?.outputDrift ?? null,
  };
}

function settingsOf(request: BenchmarkRequest): Settings {
  return {
    loads: request.loads,
    ...(request.cold === true ? { cold: true } : {}),
    warmupRuns: request.warmup.runs,
    warmupMs: request.warmup.ms,
    ...request.stop,
    seed: request.inputs.seed,
    ...request.session,
    timeoutMs: request.timeoutMs,
    memoryLimitMb: request.memoryLimitBytes === null ? null : bytesToMb(request.memoryLimitBytes),
  };
}

/** Times over all the loads; memory of the last process, the one that inference is reported of too. */
function loadResult(outcomes: readonly TaskOutcome[], compiled: Stages['compiled']): LoadResult | null {
  const loaded = outcomes.filter((outcome) => outcome.loadMs !== null && outcome.phases.has('load'));
  const last = loaded.at(-1);
  const memory = last === undefined ? null : loadPeaks(last);
  if (memory === null) return null;
  const phases = loaded.flatMap((outcome) => outcome.phases.get('load') ?? []);
  return {
    ...loadTimes(loaded),
    processStartMs: summarize(loaded.flatMap((outcome) => outcome.processStartMs ?? [])).median,
    peakRamMb: bytesToMb(memory.peakBytes),
    baselineRamMb: bytesToMb(memory.startBytes),
    cpuPercent: cpuPercent(sum(phases, 'cpuMs'), sum(phases, 'wallMs')),
    compileMs: compiled?.compileMs ?? null,
    compileCached: compiled?.wasKept ?? null,
  };
}

function inferenceResult(measured: TaskOutcome, stages: Stages): InferenceResult | null {
  const phase = measured.phases.get('measure');
  if (phase === undefined || measured.firstMs === null || measured.samplesMs.length === 0) return null;
  const ms = summarize(measured.samplesMs);
  return {
    ms,
    firstMs: measured.firstMs,
    throughputPerSecond: ms.mean > 0 ? 1000 / ms.mean : 0,
    peakRamMb: bytesToMb(inferencePeaks(measured).peakBytes),
    cpuPercent: cpuPercent(phase.cpuMs, phase.wallMs),
    cpuMsPerRun: phase.cpuMs / ms.n,
    samplesMs: measured.samplesMs,
    ...onDeviceOf(stages),
  };
}

function onDeviceOf({
  onDevice: outcome,
  notOnDevice,
}: Stages): Pick<InferenceResult, 'onDevice' | 'copyMs' | 'notOnDevice'> {
  const { samplesMs = [], copyMs = null, reason = null } = outcome?.onDevice ?? {};
  if (samplesMs.length === 0) return { onDevice: null, copyMs: null, notOnDevice: notOnDevice ?? reason };
  return { onDevice: summarize(samplesMs), copyMs, notOnDevice: null };
}

function floorOf(floor: TaskOutcome | null): BenchmarkReport['floor'] {
  const sizes = floor?.sizes ?? null;
  if (floor === null || sizes === null || floor.samplesMs.length === 0) return null;
  return { medianUs: summarize(floor.samplesMs).median * 1000, ...sizes };
}

function profileOf({ profiled }: Stages): BenchmarkReport['profile'] {
  const profile = profiled?.profile ?? null;
  return profile === null ? null : { runs: profile.runs, operators: profile.operators };
}

function sum(phases: readonly PhaseRecord[], field: 'cpuMs' | 'wallMs'): number {
  return phases.reduce((total, phase) => total + phase[field], 0);
}

/** A downloaded file has the name that its server gave it; one that was never had, that of its address. */
function fileName({ path: file, url }: BenchmarkRequest['model']): string {
  if (file !== '' || url === undefined) return path.basename(file);
  const last = path.posix.basename(new URL(url).pathname);
  try {
    return decodeURIComponent(last);
  } catch {
    // A stray percent sign: the name as it stands.
    return last;
  }
}
