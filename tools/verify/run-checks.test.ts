/** A list of checks is gone through to its end, and told as a table. */
import t from 'tap';
import { completeReport } from '../../packages/protocol/src/testing/sample-report.ts';
import { exitCodeOf, fail, pass, skipped, type Check, type CheckResult } from './check.ts';
import { runChecks } from './run-checks.ts';
import { describeResult, describeResults, factsOf } from './table.ts';
import { runnerEnvironment } from './runner.ts';

const check = (name: string, run: Check<null>['run']): Check<null> => ({ name, expected: 'it holds', run });
const CHECKS = [
  check('first', () => Promise.resolve(pass('it does'))),
  check('broken', () => Promise.reject(new Error('no such file'))),
  check('third', () => Promise.resolve(skipped('not here'))),
  check('last', () => Promise.resolve(fail('it does not'))),
];
const signal = new AbortController().signal;

await t.test('one that fails, or breaks, stops none of the others', async (t) => {
  const told: CheckResult[] = [];
  const onResult = (result: CheckResult) => void told.push(result);
  const results = await runChecks(CHECKS, null, { subject: 'CPU', signal, onResult });
  t.strictSame(
    results.map(({ verdict, seen }) => [verdict, seen]),
    [
      ['pass', 'it does'],
      ['fail', 'no such file'],
      ['skipped', 'not here'],
      ['fail', 'it does not'],
    ],
  );
  t.strictSame(told, results);
});

await t.test('an interruption is no result', async (t) => {
  const controller = new AbortController();
  const interrupting = check('interrupted', () => {
    controller.abort(new Error('interrupted'));
    return Promise.reject(new Error('the process was ended'));
  });
  const options = { subject: 'CPU', signal: controller.signal, onResult: () => undefined };
  await t.rejects(runChecks([interrupting, ...CHECKS], null, options), { message: 'interrupted' });
});

await t.test('the exit code is 0 where something passed and nothing failed', async (t) => {
  t.equal(exitCodeOf([pass('a'), skipped('b')]), 0);
  t.equal(exitCodeOf([pass('a'), fail('b')]), 1);
  t.equal(exitCodeOf([skipped('a')]), 1, 'nothing was shown');
  t.equal(exitCodeOf([]), 1);
});

await t.test(
  'the table has the machine, every check, and nothing that others could steer it by',
  async (t) => {
    const results: CheckResult[] = [
      { subject: 'CUDA', name: 'unit', expected: 'it runs', ...pass('H100 | <b>*\u001b[31m\n# no heading') },
      { subject: 'CUDA', name: 'long', expected: 'it runs', ...fail('x'.repeat(1000)) },
    ];
    const text = describeResults(
      'Verified: GPUs, 2026-01-02',
      { ...factsOf(completeReport), driver: null },
      results,
    );
    t.match(text, /^## Verified: GPUs, 2026-01-02\n\n- processor: /);
    t.match(text, '- result: 1 passed, 1 failed, 0 skipped\n');
    t.notMatch(text, 'driver', 'what is not known is left out');
    t.match(text, String.raw`H100 \| \<b\>\*`);
    t.notMatch(text, /^# no heading/m);
    t.notMatch(text, '\u001b');
    t.ok(text.split('\n').every((line) => line.length < 800));
    t.equal(
      describeResult({ subject: 'CPU', name: 'unit', expected: '', ...pass('runs') }),
      'pass     CPU · unit: runs',
    );
  },
);

await t.test("the runner gets none of a user's settings, and keeps nothing of theirs", async (t) => {
  const given = { PATH: '/bin', DUMONT_RUNS: '5', DUMONT_BWRAP: '/bwrap', DUMONT_DATA_DIR: '/mine' };
  t.strictSame(runnerEnvironment(given, '/tmp/x'), {
    ...{ PATH: '/bin', DUMONT_BWRAP: '/bwrap', DUMONT_DATA_DIR: '/tmp/x', NO_COLOR: '1' },
  });
});
