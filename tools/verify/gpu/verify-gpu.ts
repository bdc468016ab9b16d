/** Every unit in turn, and what was seen of it. */
import os from 'node:os';
import path from 'node:path';
import { computeUnitRow, type ComputeUnit, type ProbedUnit } from '@dumont/protocol';
import { fail, pass, skipped, type Check, type CheckResult } from '../check.ts';
import { Once } from '../once.ts';
import { runChecks } from '../run-checks.ts';
import type { Runner } from '../runner.ts';
import { factsOf, type Facts } from '../table.ts';
import { withRunner } from '../temporary-runner.ts';
import { CPU_CHECKS, UNIT_CHECKS } from './checks.ts';
import { judgeUnit } from '../judge-report.ts';
import type { ModelSize } from './models.ts';
import { lookAtBoards } from './nvidia-smi.ts';
import { USUAL_UNITS, type Options } from './options.ts';
import { Subject } from './subject.ts';

export interface Verification {
  readonly facts: Facts;
  readonly results: readonly CheckResult[];
}

interface Conditions {
  readonly signal: AbortSignal;
  readonly onResult: (result: CheckResult) => void;
}

interface Verifying extends Conditions {
  readonly options: Options;
  readonly runner: Runner;
  readonly folder: string;
  readonly models: Once<string>;
}

const CPU: ComputeUnit = 'CPU (ONNX)';

/** What it makes goes with it. @throws the signal's reason */
export async function verifyGpu(options: Options, conditions: Conditions): Promise<Verification> {
  return withRunner(conditions.signal, (runner, folder) =>
    verifyUnits({ ...conditions, options, runner, folder, models: new Once<string>() }),
  );
}

async function verifyUnits(verifying: Verifying): Promise<Verification> {
  const { options, runner, signal } = verifying;
  const [first] = options.units;
  const results: CheckResult[] = [];
  if (options.providerFrom !== null && first !== undefined) {
    results.push(...(await addProvider(verifying, first, options.providerFrom)));
  }
  const probes = new Once<readonly ProbedUnit[]>();
  const probeOf = async (unit: ComputeUnit): Promise<ProbedUnit | undefined> =>
    (await probes.get('', () => runner.probe())).find((probe) => probe.unit === unit);
  for (const unit of options.units.length === 0 ? USUAL_UNITS : options.units) {
    results.push(...(await verifyUnit(verifying, unit, probeOf)));
  }
  const cpu = subjectOf(verifying, CPU, undefined);
  const ofCpu = await runChecks(CPU_CHECKS, cpu, { ...verifying, subject: CPU });
  const facts = { ...(await machineFacts(cpu, ofCpu)), ...(await boardFacts(signal)) };
  return { facts, results: [...results, ...ofCpu] };
}

/** Of one that does not run, that is all there is to say. */
async function verifyUnit(
  verifying: Verifying,
  unit: ComputeUnit,
  probeOf: (unit: ComputeUnit) => Promise<ProbedUnit | undefined>,
): Promise<CheckResult[]> {
  const isAsked = verifying.options.units.includes(unit);
  const runs: Check<null> = {
    name: 'unit',
    expected: 'a tiny model runs on it, on a device that is named',
    run: async () => judgeUnit(await probeOf(unit), isAsked),
  };
  const options = { ...verifying, subject: unit };
  const [unitResult] = await runChecks([runs], null, options);
  if (unitResult?.verdict !== 'pass') return unitResult === undefined ? [] : [unitResult];
  const subject = subjectOf(verifying, unit, await probeOf(unit));
  return [unitResult, ...(await runChecks(UNIT_CHECKS, subject, options))];
}

/** As a report of the CPU tells them, where there is one. */
async function machineFacts(cpu: Subject, results: readonly CheckResult[]): Promise<Facts> {
  if (results[0]?.verdict !== 'pass') return { node: process.versions.node, system: os.version() };
  return factsOf((await cpu.usual('resnet-like')).report);
}

function addProvider(verifying: Verifying, unit: ComputeUnit, from: string): Promise<CheckResult[]> {
  const [provider] = computeUnitRow(unit).providers;
  const check: Check<Runner> = {
    name: 'provider',
    expected: `"providers add" takes ${path.basename(from)}`,
    run: async (runner) => {
      if (provider === undefined) return skipped('it has none');
      const refused = await runner.addProvider(provider, from);
      return refused === null ? pass('added') : fail(refused);
    },
  };
  return runChecks([check], verifying.runner, { ...verifying, subject: unit });
}

function subjectOf(verifying: Verifying, unit: ComputeUnit, probe: ProbedUnit | undefined): Subject {
  return new Subject({ ...verifying, unit, probe, size: sizeFor(verifying.options.size, unit, probe) });
}

/** What computes on the CPU would take minutes for a large one. */
export function sizeFor(size: Options['size'], unit: ComputeUnit, probe: ProbedUnit | undefined): ModelSize {
  if (size !== 'auto') return size;
  const isSoftware = probe?.devices?.some((device) => device.isSoftware === true) ?? false;
  return isSoftware || unit === CPU ? 'small' : 'full';
}

async function boardFacts(signal: AbortSignal): Promise<Facts> {
  const boards = await lookAtBoards(signal);
  if (typeof boards === 'string') return { 'card of NVIDIA': `none seen: ${boards}` };
  const names = [...new Set(boards.map(({ name }) => name))];
  return { 'card of NVIDIA': names.join(', ') || 'none', driver: boards[0]?.driver ?? null };
}
