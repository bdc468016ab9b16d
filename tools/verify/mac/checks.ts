/** All that is verified of one of CoreML's units, in order. */
import type { BenchmarkReport, ComputeUnit } from '@dumont/protocol';
import { skipped, type Check, type Outcome } from '../check.ts';
import { judgeDrift, judgeModel, LARGEST_DRIFT, whyItDidNotRun } from '../judge-report.ts';
import { watchFootprints } from './footprint.ts';
import {
  judgeEvidence,
  judgeLeak,
  judgeLoads,
  judgeMemory,
  judgePlan,
  judgeSandbox,
  TOLERANCE,
} from './judge.ts';
import { MODEL_NAMES, type ModelName } from './models.ts';
import type { Subject } from './subject.ts';

type SubjectCheck = Check<Subject>;

const CPU: ComputeUnit = 'CPU (CoreML)';
const OUTSIDE = ['--sandbox', 'off'];

const ofModels = MODEL_NAMES.flatMap((model): SubjectCheck[] => [
  {
    name: model,
    expected: 'it loads and runs',
    run: async (subject) => judgeModel((await subject.usual(model)).report),
  },
  ofReport(`loads, ${model}`, 'cold, then warm: the first is the slowest', model, judgeLoads),
  ofReport(`plan, ${model}`, 'CoreML plans every operation; on the CPU all of them there', model, judgePlan),
]);

/** Of units beside the CPU. */
const ofDevices = MODEL_NAMES.flatMap((model): SubjectCheck[] => [
  beside(ofReport(`evidence, ${model}`, 'what is planned for the unit is seen there', model, judgeEvidence)),
  beside(ofReport(`drift, ${model}`, `outputs within ${LARGEST_DRIFT} of the CPU's`, model, judgeDrift)),
]);

export const COREML_CHECKS: readonly SubjectCheck[] = [
  ...ofModels,
  ...ofDevices,
  {
    name: 'leaks',
    expected: `1,900 more runs take at most ${TOLERANCE.leakMb} MB more`,
    run: async (subject) => {
      const few = await subject.short('dense network', ['--runs', '100', ...OUTSIDE]);
      const many = await subject.short('dense network', ['--runs', '2000', ...OUTSIDE]);
      return judgeLeak(few.report, many.report);
    },
  },
  {
    name: 'memory beside footprint',
    expected: `footprint's, ± ${TOLERANCE.memoryMb} MB or ${TOLERANCE.memoryShare * 100} %`,
    run: async (subject) => {
      if (process.platform !== 'darwin') return skipped('footprint is a program of macOS');
      const { result, looks } = await watchFootprints(subject.signal, (onStart) =>
        subject.short('program', ['--duration', '5s', ...OUTSIDE], { onStart }),
      );
      const why = whyItDidNotRun(result.report);
      return why === null ? judgeMemory(result.report, looks) : skipped(`the model did not run: ${why}`);
    },
  },
  {
    name: 'sandbox',
    expected: 'it runs with all walls, macOS own among them',
    run: async (subject) =>
      judgeSandbox((await subject.short('program', ['--runs', '20', '--sandbox', 'strict'])).report),
  },
];

function beside(check: SubjectCheck): SubjectCheck {
  return {
    ...check,
    run: (subject) => (subject.unit === CPU ? Promise.resolve(skipped('it is the CPU')) : check.run(subject)),
  };
}

/** A further look at what the model's own check has run. */
function ofReport(
  name: string,
  expected: string,
  model: ModelName,
  judge: (report: BenchmarkReport) => Outcome,
): SubjectCheck {
  return {
    name,
    expected,
    run: async (subject) => {
      const { report } = await subject.usual(model);
      return whyItDidNotRun(report) === null ? judge(report) : skipped(`the ${model} did not run`);
    },
  };
}
