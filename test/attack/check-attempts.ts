/** Runs the attacks under one set of conditions and asserts what came of each. */
import type { Test } from 'tap';
import { isAsExpected } from './verdict.ts';
import { runAttempts } from './run-attempts.ts';
import type { Conditions } from './surroundings.ts';

const FEWEST = 40;

export async function checkAttempts(t: Test, conditions: Conditions): Promise<void> {
  let tried = 0;
  await runAttempts(conditions, (verdict) => {
    const { attempt, outcome, succeeded } = verdict;
    if (succeeded !== null) tried += 1;
    t.ok(isAsExpected(verdict), `${attempt.threat}: ${attempt.name}: ${outcome}`);
  });
  t.ok(tried > FEWEST, `${tried} attacks were tried`);
}
