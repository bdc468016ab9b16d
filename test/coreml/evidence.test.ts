/** What was seen beside what was planned, of real processes on the fake: only the Mac's driver is played. */
import path from 'node:path';
import t, { type Test } from 'tap';
import type { RunnerTask } from '@dumont/protocol';
import { conductTask } from '../../packages/runner/src/benchmark/launch/conduct-task.ts';
import { judge } from '../../packages/runner/src/benchmark/launch/judge.ts';
import { placementOf } from '../../packages/runner/src/benchmark/launch/placement-of.ts';
import { placementWarnings } from '../../packages/runner/src/benchmark/launch/placement-warnings.ts';
import { noStages } from '../../packages/runner/src/benchmark/launch/stages.ts';
import { METERS, type Meters } from '../../packages/runner/src/benchmark/meters/all-meters.ts';
import { openEvidence } from '../../packages/runner/src/benchmark/meters/evidence.ts';
import { Sandbox } from '../../packages/runner/src/benchmark/sandbox/sandbox.ts';
import { requestFor, WITHOUT_SANDBOX } from '../support/fake-model.ts';
import { enginePackage, GPU, modelFile, renamedModel, skip } from './fake.ts';

/** A driver that counts so much more each time that it is asked. */
function drivers(stepMs: number | null): Meters {
  let gpuMs = 0;
  const witnesses = {
    gpuMsOf: () => (stepMs === null ? null : (gpuMs += stepMs)),
    cpuMsOf: () => null,
    close: () => undefined,
  };
  return { ...METERS, evidence: (metered) => openEvidence(metered, () => Promise.resolve(witnesses)) };
}

async function run(t: Test, file: string, stepMs: number | null) {
  const engine = { name: 'coreml', package: enginePackage(t) };
  const model = modelFile(
    file === 'program.mlpackage'
      ? file
      : await renamedModel(path.dirname(engine.package), file, 'program.mlpackage'),
  );
  const { warmup, stop, inputs } = requestFor(model.path);
  const session = { engine, model, options: GPU };
  const sandbox = await Sandbox.open(WITHOUT_SANDBOX, null, []);
  const { signal } = new AbortController();
  const conditions = { signal, memoryLimitBytes: null, sandbox, onEvent: () => undefined };
  const conduct = async (task: RunnerTask) => {
    const { outcome, error } = await conductTask(task, conditions, drivers(stepMs));
    t.equal(error, null);
    return outcome;
  };
  try {
    const measured = await conduct({ kind: 'measure', ...session, inputs, warmup, stop, expect: null });
    return { ...noStages(), measured, planned: await conduct({ kind: 'plan', ...session }) };
  } finally {
    await sandbox.close();
  }
}

const strict = { computeUnit: 'GPU (CoreML)', placement: 'strict', profile: false } as const;
const CASES = [
  ['program.mlpackage', 5, 'full', ['plan', 'evidence'], null, []],
  [
    'program.mlpackage',
    0,
    'fallback',
    ['evidence'],
    /was seen to run nothing .*3 on coreml-gpu/,
    ['UNIT_NOT_SEEN'],
  ],
  ['program.mlpackage', null, 'full', ['plan'], /was not seen to run/, ['UNIT_NOT_SEEN']],
  [
    'partial.mlpackage',
    5,
    'partial',
    ['plan', 'evidence'],
    /does not run the whole model/,
    ['PLACEMENT_PARTIAL'],
  ],
  ['cpu.mlpackage', 5, 'unknown', ['evidence'], /how much nobody can tell/, ['PLACEMENT_UNKNOWN']],
] as const;

for (const [file, stepMs, verdict, restsOn, refusal, codes] of CASES) {
  await t.test(`${file}, of which the GPU's driver counts ${String(stepMs)} ms`, { skip }, async (t) => {
    const stages = await run(t, file, stepMs);
    const placement = placementOf(strict, stages);
    t.match(placement, { verdict, restsOn, source: 'plan' });
    const error = judge(strict, stages);
    if (refusal === null) t.equal(error, null, 'strict is content');
    else t.match(error, { code: 'UNIT_UNAVAILABLE', exitCode: 11, message: refusal });
    t.equal(
      judge({ ...strict, placement: 'report' }, stages),
      null,
      'the times stand where nobody asked for proof',
    );
    const warnings = placementWarnings(strict, { placement, requestedProvider: 'coreml' }, stages);
    t.strictSame(
      warnings.map(({ code }) => code),
      codes,
    );
  });
}
