/** `npm run attack [-- --json --only devices]`: tries to break out of the sandbox in every way we know, with it and without it. */
import { parseArgs } from 'node:util';
import { ensureBubblewrap } from '../../tools/setup/bubblewrap.ts';
import { isAsExpected, type Verdict } from './verdict.ts';
import { runAttempts } from './run-attempts.ts';
import { usersHere } from './surroundings.ts';
import { whyNoSandbox } from '../support/sandbox.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
});
await ensureBubblewrap();
const unavailable = await whyNoSandbox();
if (unavailable !== null) {
  process.stderr.write(`The sandbox cannot be attacked here: ${unavailable}\n`);
  process.exit(1);
}
const verdicts: Verdict[] = [];
for (const user of usersHere()) {
  for (const mode of ['strict', 'off'] as const) {
    const who = user === 'ordinary' ? ', as an ordinary user' : '';
    if (!values.json) process.stdout.write(`\nWith --sandbox=${mode}${who}\n`);
    const tell = (verdict: Verdict): void => {
      verdicts.push(verdict);
      if (!values.json) process.stdout.write(`${describe(verdict)}\n`);
    };
    await runAttempts({ mode, user }, tell, values.only);
  }
}
const unexpected = verdicts.filter((verdict) => !isAsExpected(verdict));
if (values.json) process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
else process.stdout.write(summary());
process.exitCode = unexpected.length === 0 ? 0 : 1;

function describe(verdict: Verdict): string {
  const { attempt, succeeded, outcome } = verdict;
  const word = succeeded === null ? 'skipped' : succeeded ? 'SUCCEEDS' : 'blocked';
  const mark = isAsExpected(verdict) ? ' ' : '!';
  return `${mark} ${word.padEnd(9)}${attempt.threat.padEnd(15)}${attempt.name.padEnd(46)}${outcome}`;
}

function summary(): string {
  const count = (mode: string, succeeded: boolean): number =>
    verdicts.filter((verdict) => verdict.mode === mode && verdict.succeeded === succeeded).length;
  return (
    `\n${count('strict', false)} attacks blocked and ${count('strict', true)} not, with the sandbox; ` +
    `without it ${count('off', true)} succeed and ${count('off', false)} are blocked all the same.\n` +
    (unexpected.length === 0
      ? 'As it should be.\n'
      : `${unexpected.length} are not as they should be (marked !).\n`)
  );
}
