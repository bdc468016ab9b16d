/** The same attacks without a sandbox: those that it is there to stop must succeed, or they would prove nothing. */
import t from 'tap';
import { checkAttempts } from './check-attempts.ts';

await t.test(
  'with --sandbox=off',
  { skip: process.platform !== 'linux' && 'the attacks are for Linux' },
  (t) => checkAttempts(t, { mode: 'off', user: 'own' }),
);
