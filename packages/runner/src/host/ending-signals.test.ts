import { constants } from 'node:os';
import t from 'tap';
import { ENDING_SIGNALS, exitCodeOfSignal } from './ending-signals.ts';

await t.test('exit codes follow the numbers of the system', async (t) => {
  t.equal(exitCodeOfSignal('SIGINT'), 130);
  t.equal(exitCodeOfSignal('SIGTERM'), 143);
  for (const signal of ENDING_SIGNALS) t.equal(exitCodeOfSignal(signal), 128 + constants.signals[signal]);
});
