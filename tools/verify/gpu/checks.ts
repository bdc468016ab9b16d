/** All that is verified of a unit, in order. */
import type { BenchmarkReport } from '@dumont/protocol';
import { fail, skipped, type Check, type Outcome } from '../check.ts';
import {
  judgeBoard,
  judgeEnergy,
  judgeMemory,
  judgePower,
  judgeUtilization,
  TOLERANCE,
  whyNotComparable,
  type Metered,
} from './judge-meters.ts';
import {
  judgeApis,
  judgeDevices,
  judgeDrift,
  judgeModel,
  judgeOnDevice,
  judgePlacement,
  LARGEST_DRIFT,
  whyItDidNotRun,
} from '../judge-report.ts';
import { judgeCpuInside, judgeWalls, judgeWithoutNodes, whyNoWalls } from './judge-sandbox.ts';
import { MODEL_NAMES, type ModelName } from './models.ts';
import type { Subject } from './subject.ts';

type SubjectCheck = Check<Subject>;

const percent = (share: number): string => `${share * 100} %`;

const runs = MODEL_NAMES.map((model): SubjectCheck => ({
  name: `${model} model`,
  expected: 'it loads and runs',
  run: async (subject) => judgeModel((await subject.usual(model)).report),
}));

const placements = MODEL_NAMES.map((model) =>
  ofReport(`placement, ${model}`, 'every node on the unit', model, judgePlacement),
);

const drifts = MODEL_NAMES.map((model) =>
  ofReport(`drift, ${model}`, `outputs within ${LARGEST_DRIFT} of the CPU's`, model, judgeDrift),
);

const meters: readonly SubjectCheck[] = [
  besideNvidiaSmi('board', "nvidia-smi's name, uuid and driver", judgeBoard),
  besideNvidiaSmi(
    'memory',
    `nvidia-smi's, ± ${TOLERANCE.memoryMb} MB or ${percent(TOLERANCE.memoryShare)}`,
    judgeMemory,
  ),
  besideNvidiaSmi('utilisation', `nvidia-smi's, ± ${TOLERANCE.utilizationPoints} points`, judgeUtilization),
  besideNvidiaSmi('power', `nvidia-smi's, ± ${percent(TOLERANCE.powerShare)}`, judgePower),
  besideNvidiaSmi(
    'energy',
    `nvidia-smi's power × a run's time, ± ${percent(TOLERANCE.energyShare)}`,
    judgeEnergy,
  ),
];

const sandbox: readonly SubjectCheck[] = [
  {
    name: 'sandbox',
    expected: "runs inside with the unit's device files, as fast as outside",
    run: async (subject) => {
      const strict = await subject.short(['--sandbox', 'strict']);
      if (whyNoWalls(strict.report) !== null) return skipped(whyNoWalls(strict.report) ?? '');
      const off = await subject.short(['--sandbox', 'off']);
      return judgeWalls(strict.report, off.report, subject.isSoftware);
    },
  },
  {
    name: 'sandbox without device files',
    expected: 'it fails, and nothing runs in its place',
    run: async (subject) => {
      if (subject.isSoftware) return skipped('what computes on the CPU needs none');
      const around = subject.withoutNodes();
      if (around === null) return skipped('bubblewrap is not installed');
      const { report, exitCode } = await subject.short(['--sandbox', 'off'], around);
      return judgeWithoutNodes(report, exitCode);
    },
  },
];

/** Of a unit that runs. */
export const UNIT_CHECKS: readonly SubjectCheck[] = [
  ...runs,
  ofReport('devices', 'the provider names its device', 'resnet-like', judgeDevices),
  ...placements,
  ...drifts,
  ofReport(
    'host to host and on the device',
    'on the device is no slower, copies are told',
    'resnet-like',
    judgeOnDevice,
  ),
  ...meters,
  ...sandbox,
];

/** Of the CPU, which every machine has. */
export const CPU_CHECKS: readonly SubjectCheck[] = [
  ...runs,
  {
    name: 'C API and binding',
    expected: 'by the C API a run takes no longer',
    run: async (subject) => {
      const native = await subject.short(['--runtime-api', 'native']);
      const node = await subject.short(['--runtime-api', 'node']);
      return judgeApis(native.report, node.report);
    },
  },
  {
    name: 'sandbox',
    expected: 'no device file of a card is let in',
    run: async (subject) => judgeCpuInside((await subject.short(['--sandbox', 'strict'])).report),
  },
];

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
      return whyItDidNotRun(report) === null ? judge(report) : skipped(`the ${model} model did not run`);
    },
  };
}

function besideNvidiaSmi(name: string, expected: string, judge: (metered: Metered) => Outcome): SubjectCheck {
  return {
    name: `${name} beside nvidia-smi`,
    expected,
    run: async (subject) => {
      const metered = await subject.metered();
      if (typeof metered === 'string') return skipped(metered);
      const why = whyNotComparable(metered);
      return why === null ? judge(metered) : fail(why);
    },
  };
}
