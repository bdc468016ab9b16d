import t from 'tap';
import { causeOf, describeExit, signalOfExitCode } from './exit-cause.ts';

await t.test('a signal is named and explained', async (t) => {
  const error = describeExit({ exitCode: null, signal: 'SIGSEGV', stderr: [] }, 'in the first run');
  t.equal(error.code, 'RUNNER_CRASHED');
  t.match(error.message, /died of SIGSEGV in the first run: native code read/);
});

await t.test('bubblewrap gives a signal and an exit code of its own the same number', async (t) => {
  const exit = { exitCode: 137, signal: 'SIGKILL', stderr: [] };
  t.match(
    describeExit(causeOf(exit, null), 'while loading').message,
    /died of SIGKILL \(or left with exit code 137: .*\) while loading/,
  );
  const told = causeOf(exit, 137);
  t.equal(told.signal, null);
  t.match(describeExit(told, 'while loading').message, /ended with exit code 137 while loading/);
  t.equal(causeOf(exit, 139).signal, 'SIGKILL', 'what it said is not what came');
});

await t.test('an exit code is named', async (t) => {
  const error = describeExit({ exitCode: 7, signal: null, stderr: [] }, 'while loading');
  t.equal(error.code, 'RUNNER_CRASHED');
  t.match(error.message, /exit code 7 while loading/);
});

await t.test('an exception of Objective-C is told, as Apple and GNUstep say it', async (t) => {
  const lines = {
    SIGABRT:
      "*** Terminating app due to uncaught exception 'NSRangeException', reason: 'index 0 beyond bounds'",
    none: '2026-11-27 main.js[7:7] main.js: Uncaught exception NSRangeException, reason: index 0',
  };
  for (const [signal, line] of Object.entries(lines)) {
    const exit = { exitCode: 1, signal: signal === 'none' ? null : signal, stderr: ['', line] };
    const { code, message } = describeExit(exit, 'in the first run');
    t.equal(code, 'RUNNER_CRASHED');
    t.match(message, /an exception of Objective-C, NSRangeException, in the first run/);
  }
});

await t.test('running out of memory is told from other crashes', async (t) => {
  const stderr = ["terminate called after throwing an instance of 'std::bad_alloc'"];
  t.equal(
    describeExit({ exitCode: null, signal: 'SIGABRT', stderr }, 'while loading').code,
    'MEMORY_EXCEEDED',
  );
});

await t.test('what Node itself refuses is not blamed on the model', async (t) => {
  const stderr = [
    'Error: Access to this API has been restricted.',
    "  code: 'ERR_ACCESS_DENIED',",
    "  permission: 'Net',",
  ];
  const error = describeExit({ exitCode: 1, signal: null, stderr }, 'while starting');
  t.equal(error.code, 'INTERNAL');
  t.match(error.message, /refused the isolated process what it needs for itself \(Net\) while starting/);
  const forged = { exitCode: 1, signal: null, stderr, ranForeignCode: true };
  t.equal(describeExit(forged, 'while loading').code, 'RUNNER_CRASHED', 'a model can write the same words');
});

await t.test('an exit code above 128 stands for a signal', async (t) => {
  t.equal(signalOfExitCode(139), 'SIGSEGV');
  t.equal(signalOfExitCode(137), 'SIGKILL');
  for (const code of [null, 0, 1, 128, 255]) t.equal(signalOfExitCode(code), null, String(code));
});
