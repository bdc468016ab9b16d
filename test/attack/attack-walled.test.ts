/** The attacks on the sandbox: every one must be blocked. */
import t from 'tap';
import { whyNoSandbox } from '../support/sandbox.ts';
import { checkAttempts } from './check-attempts.ts';

const unavailable = await whyNoSandbox();
await t.test('with --sandbox=strict', { skip: unavailable ?? false }, (t) =>
  checkAttempts(t, { mode: 'strict', user: 'own' }),
);
