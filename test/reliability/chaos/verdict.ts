/** What came of it, and whether that is as it must be. Pure. */
import { REDIS_FAULTS, type RedisFault } from './redis-faults.ts';
import { STAGES, type Stage } from '../fleet/stages.ts';

export interface Verdict {
  readonly seed: number;
  readonly workers: number;
  readonly seconds: number;
  /** Jobs posted. */
  readonly jobs: number;
  /** Jobs without a result. */
  readonly lost: number;
  /** Jobs with more than one. */
  readonly duplicates: number;
  /** Jobs that were begun more than once. */
  readonly retried: number;
  /** Of those that have a result: given up because their workers died each time. */
  readonly givenUp: number;
  readonly kills: number;
  readonly zombies: number;
  readonly redisFaults: Readonly<Record<RedisFault, number>>;
  readonly killsByStage: Readonly<Record<Stage, number>>;
  readonly zombiesByStage: Readonly<Record<Stage, number>>;
  /** What is in Redis or on disk and should not be, in words. */
  readonly leftOver: readonly string[];
  /** What else went wrong, in words. */
  readonly problems: readonly string[];
}

export function isFaultless({ lost, duplicates, leftOver, problems }: Verdict): boolean {
  return lost === 0 && duplicates === 0 && leftOver.length === 0 && problems.length === 0;
}

export function describeVerdict(verdict: Verdict): string {
  const { killsByStage, zombiesByStage } = verdict;
  const row = (name: string, value: string | number): string => `  ${name.padEnd(24)}${value}`;
  const stages = STAGES.map((stage) =>
    row(stage, `${String(killsByStage[stage]).padEnd(8)}${String(zombiesByStage[stage])}`),
  );
  return [
    `Seed ${verdict.seed}, ${verdict.workers} workers, ${verdict.seconds.toFixed(0)} s`,
    row('jobs', verdict.jobs),
    row('lost', verdict.lost),
    row('published twice', verdict.duplicates),
    row('begun more than once', verdict.retried),
    row('given up (3 attempts)', verdict.givenUp),
    ...REDIS_FAULTS.map((fault) => row(`Redis ${fault}`, verdict.redisFaults[fault])),
    '',
    row('when', `${'SIGKILL'.padEnd(8)}SIGSTOP`),
    ...stages,
    row('all', `${String(verdict.kills).padEnd(8)}${verdict.zombies}`),
    '',
    ...[...verdict.leftOver.map((what) => `left over: ${what}`), ...verdict.problems],
    isFaultless(verdict) ? 'Every job has one result.' : 'FAILED',
    '',
  ].join('\n');
}
