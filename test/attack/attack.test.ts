/** The attacks on the sandbox, with it and without it: what must be blocked is, and the attacks are real ones. */
import t from 'tap';
import { isAsExpected } from './expectation.ts';
import { runAttempts, whyNoSandbox } from './run-attempts.ts';

const unavailable = await whyNoSandbox();

for (const mode of ['strict', 'off'] as const) {
  await t.test(`with --sandbox=${mode}`, { skip: unavailable ?? false }, async (t) => {
    let tried = 0;
    await runAttempts(mode, (verdict) => {
      const { attempt, outcome, succeeded } = verdict;
      if (succeeded !== null) tried += 1;
      t.ok(isAsExpected(verdict), `${attempt.threat}: ${attempt.name}: ${outcome}`);
    });
    t.ok(tried > 30, `${tried} attacks were tried`);
  });
}
