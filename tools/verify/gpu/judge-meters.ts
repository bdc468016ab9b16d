/** Our meters beside nvidia-smi's figures. Pure. */
import type { BenchmarkReport } from '@dumont/protocol';
import { fail, passIf, skipped, type Outcome } from '../check.ts';
import type { BoardLook } from './nvidia-smi.ts';

/** One long benchmark, and what nvidia-smi said before and meanwhile. */
export interface Metered {
  readonly report: BenchmarkReport;
  readonly before: readonly BoardLook[];
  readonly during: readonly BoardLook[];
}

/** What both may differ by: their looks are not at the same moments, and each is a mean over up to a second. */
export const TOLERANCE = {
  utilizationPoints: 15,
  memoryMb: 100,
  memoryShare: 0.1,
  powerShare: 0.2,
  energyShare: 0.25,
} as const;

/** Loading and ending are no work of the board's: looks at less than this share of its busiest are left out. */
const BUSY_SHARE = 0.5;

/** @returns why there is nothing to hold against, or null */
export function whyNotComparable({ report, during }: Metered): string | null {
  if (report.status === 'failed')
    return `the model did not run: ${report.error?.message ?? 'no reason given'}`;
  return during.length === 0 ? 'nvidia-smi shows no board' : null;
}

export function judgeBoard(metered: Metered): Outcome {
  const { accelerator } = metered.report;
  if (accelerator === null) return fail('the report has no accelerator');
  const { name, uuid, driver } = accelerator;
  const board = boardOf(metered.before, uuid);
  const seen = `${name ?? 'no name'}, ${uuid ?? 'no uuid'}, driver ${driver ?? 'not known'}`;
  if (board === undefined) return fail(`${seen}; nvidia-smi has none of that uuid`);
  const isSame = board.name === name && board.driver === driver;
  return passIf(isSame, isSame ? seen : `${seen}; nvidia-smi: ${board.name}, driver ${board.driver}`);
}

export function judgeUtilization(metered: Metered): Outcome {
  const ours = metered.report.accelerator?.utilizationPercent ?? null;
  const theirs = meanWhenBusy(metered, 'utilizationPercent');
  if (theirs === null) return skipped('nvidia-smi does not tell it of this board');
  if (ours === null) {
    const reason = metered.report.accelerator?.utilizationReason ?? 'the report has none';
    return fail(`none (${reason}); nvidia-smi: ${theirs.toFixed(0)} %`);
  }
  const seen = `${ours.toFixed(0)} %; nvidia-smi: ${theirs.toFixed(0)} %`;
  return passIf(Math.abs(ours - theirs) <= TOLERANCE.utilizationPoints, seen);
}

export function judgeMemory(metered: Metered): Outcome {
  const { accelerator } = metered.report;
  const ours = accelerator?.vramPeakMb ?? null;
  const of = accelerator?.vramOf ?? 'process';
  const theirs = takenMemory(metered, of);
  if (theirs === null) return skipped('nvidia-smi does not tell it of this board');
  if (ours === null) return fail(`the report has none; nvidia-smi: ${theirs.toFixed(0)} MB`);
  const seen = `${ours.toFixed(0)} MB (of the ${of}); nvidia-smi: ${theirs.toFixed(0)} MB`;
  const allowed = Math.max(TOLERANCE.memoryMb, theirs * TOLERANCE.memoryShare);
  return passIf(Math.abs(ours - theirs) <= allowed, seen);
}

/** Of a process, what the board took beyond what lay on it before. */
function takenMemory(metered: Metered, of: 'process' | 'board'): number | null {
  const uuid = metered.report.accelerator?.uuid ?? null;
  const used = figures(metered.during, uuid, 'usedMb');
  const [before] = figures(metered.before, uuid, 'usedMb');
  if (used.length === 0 || before === undefined) return null;
  return Math.max(...used) - (of === 'board' ? 0 : before);
}

export function judgePower(metered: Metered): Outcome {
  const ours = metered.report.accelerator?.powerW ?? null;
  const theirs = meanWhenBusy(metered, 'powerW');
  if (theirs === null) return skipped('nvidia-smi does not tell it of this board');
  if (ours === null) return fail(`the report has none; nvidia-smi: ${theirs.toFixed(0)} W`);
  const seen = `${ours.toFixed(0)} W; nvidia-smi: ${theirs.toFixed(0)} W`;
  return passIf(Math.abs(ours - theirs) <= theirs * TOLERANCE.powerShare, seen);
}

const NO_ENERGY = { joulesPerRun: null, source: null, idleW: null, reason: 'the report has none' };

/** Joules of a run by the board's own counter, beside nvidia-smi's power for as long as a run takes. */
export function judgeEnergy(metered: Metered): Outcome {
  const { energy, inference } = metered.report;
  const theirW = meanWhenBusy(metered, 'powerW');
  if (theirW === null || inference === null) return skipped('nvidia-smi tells no power of this board');
  const theirs = theirW * (inference.ms.mean / 1000);
  const { joulesPerRun: ours, source, idleW, reason } = energy ?? NO_ENERGY;
  if (ours === null) return fail(`none (${reason ?? 'no reason given'}); nvidia-smi: ${joules(theirs)}`);
  const idle = idleW === null ? '' : `, idle ${idleW.toFixed(0)} W`;
  const seen = `${joules(ours)} a run by ${source ?? 'nobody'}${idle}; nvidia-smi: ${joules(theirs)}`;
  return passIf(Math.abs(ours - theirs) <= theirs * TOLERANCE.energyShare, seen);
}

type FigureName = 'utilizationPercent' | 'usedMb' | 'powerW';

/** @returns null where nobody told */
function meanWhenBusy(metered: Metered, name: FigureName): number | null {
  const uuid = metered.report.accelerator?.uuid ?? null;
  const looks = metered.during.filter((look) => uuid === null || look.uuid === uuid);
  const busiest = Math.max(0, ...looks.map(({ utilizationPercent }) => utilizationPercent ?? 0));
  const busy = looks.filter(({ utilizationPercent }) => (utilizationPercent ?? 0) >= busiest * BUSY_SHARE);
  const values = figures(busy, uuid, name);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figures(looks: readonly BoardLook[], uuid: string | null, name: FigureName): number[] {
  return looks.flatMap((look) => {
    const value = look[name];
    return value === null || (uuid !== null && look.uuid !== uuid) ? [] : [value];
  });
}

function boardOf(looks: readonly BoardLook[], uuid: string | null): BoardLook | undefined {
  return looks.find((look) => look.uuid === uuid);
}

function joules(value: number): string {
  return value < 1 ? `${(value * 1000).toFixed(1)} mJ` : `${value.toFixed(2)} J`;
}
