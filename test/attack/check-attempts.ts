/** Runs the attacks in one mode and asserts what came of each. */
import type { Test } from 'tap';
import { isAsExpected } from './expectation.ts';
import { runAttempts, type Mode } from './run-attempts.ts';

const FEWEST = 50;

export async function checkAttempts(t: Test, mode: Mode): Promise<void> {
  let tried = 0;
  await runAttempts(mode, (verdict) => {
    const { attempt, outcome, succeeded } = verdict;
    if (succeeded !== null) tried += 1;
    t.ok(isAsExpected(verdict), `${attempt.threat}: ${attempt.name}: ${outcome}`);
  });
  t.ok(tried > FEWEST, `${tried} attacks were tried`);
}
