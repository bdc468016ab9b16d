/** The attacks on the sandbox: every one must be blocked. */
import t from 'tap';
import { checkAttempts } from './check-attempts.ts';
import { whyNoSandbox } from './run-attempts.ts';

const unavailable = await whyNoSandbox();
await t.test('with --sandbox=strict', { skip: unavailable ?? false }, (t) => checkAttempts(t, 'strict'));
