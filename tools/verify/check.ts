/** One thing that is verified on a machine, and how it came out. */

export type Verdict = 'pass' | 'fail' | 'skipped';

export interface Outcome {
  readonly verdict: Verdict;
  /** What was seen; of one that was skipped, why. */
  readonly seen: string;
}

export interface Check<Context> {
  readonly name: string;
  /** What must hold, for a person. */
  readonly expected: string;
  /** Whatever it throws is its failure. */
  run(context: Context): Promise<Outcome>;
}

export interface CheckResult extends Outcome {
  /** Such as a compute unit. */
  readonly subject: string;
  readonly name: string;
  readonly expected: string;
}

export function pass(seen: string): Outcome {
  return { verdict: 'pass', seen };
}

export function fail(seen: string): Outcome {
  return { verdict: 'fail', seen };
}

export function skipped(why: string): Outcome {
  return { verdict: 'skipped', seen: why };
}

export function passIf(holds: boolean, seen: string): Outcome {
  return holds ? pass(seen) : fail(seen);
}

/** @returns 0 where nothing failed and something passed: a machine on which all was skipped has shown nothing */
export function exitCodeOf(results: readonly Outcome[]): 0 | 1 {
  const hasPassed = results.some(({ verdict }) => verdict === 'pass');
  const hasFailed = results.some(({ verdict }) => verdict === 'fail');
  return hasPassed && !hasFailed ? 0 : 1;
}
