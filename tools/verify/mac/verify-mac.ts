/** Every unit of CoreML's in turn, and what was seen of it. */
import os from 'node:os';
import type { ComputeUnit, ProbedUnit } from '@dumont/protocol';
import type { Check, CheckResult } from '../check.ts';
import { judgeUnit } from '../judge-report.ts';
import { Once } from '../once.ts';
import { runChecks } from '../run-checks.ts';
import type { Runner } from '../runner.ts';
import { factsOf, type Facts } from '../table.ts';
import { withRunner } from '../temporary-runner.ts';
import { COREML_CHECKS } from './checks.ts';
import type { Options } from './options.ts';
import { Subject } from './subject.ts';

interface Conditions {
  readonly signal: AbortSignal;
  readonly onResult: (result: CheckResult) => void;
}

interface Verifying extends Conditions {
  readonly runner: Runner;
  readonly folder: string;
  readonly words: readonly string[];
}

const CPU: ComputeUnit = 'CPU (CoreML)';

/** What it makes goes with it. @throws the signal's reason */
export async function verifyMac(
  { units, engine }: Options,
  conditions: Conditions,
): Promise<{ readonly facts: Facts; readonly results: readonly CheckResult[] }> {
  return withRunner(conditions.signal, async (runner, folder) => {
    const words = engine === null ? [] : ['--engine', engine];
    const verifying: Verifying = { ...conditions, runner, folder, words };
    const results: CheckResult[] = [];
    let facts: Facts | null = null;
    const probes = new Once<readonly ProbedUnit[]>();
    for (const unit of units) {
      const probeOf = async () =>
        (await probes.get('', () => runner.probe(words))).find((probe) => probe.unit === unit);
      const subject = new Subject({ ...verifying, unit, models: new Once<string>() });
      const seen = await verifyUnit(verifying, subject, probeOf);
      results.push(...seen);
      facts ??= await factsBy(subject, seen);
    }
    return { facts: facts ?? { node: process.versions.node, system: os.version() }, results };
  });
}

/** The GPU and the Neural Engine may be missing, as in a virtual machine; the CPU may not. */
async function verifyUnit(
  verifying: Verifying,
  subject: Subject,
  probeOf: () => Promise<ProbedUnit | undefined>,
): Promise<CheckResult[]> {
  const { unit } = subject;
  const runs: Check<null> = {
    name: 'unit',
    expected: 'a tiny model runs on it',
    run: async () => judgeUnit(await probeOf(), unit === CPU),
  };
  const options = { ...verifying, subject: unit };
  const results = await runChecks([runs], null, options);
  if (results[0]?.verdict !== 'pass') return results;
  return [...results, ...(await runChecks(COREML_CHECKS, subject, options))];
}

/** As a report tells them. */
async function factsBy(subject: Subject, results: readonly CheckResult[]): Promise<Facts | null> {
  const hasRun = results.some(({ name, verdict }) => name === 'dense network' && verdict === 'pass');
  return hasRun ? factsOf((await subject.usual('dense network')).report) : null;
}
