/** The attacks on the sandbox: every one must be blocked. */
import t from 'tap';
import { checkAttempts } from './check-attempts.ts';
import { whyNoSandbox } from '../support/sandbox.ts';

const unavailable = await whyNoSandbox();
await t.test('with --sandbox=strict', { skip: unavailable ?? false }, (t) => checkAttempts(t, 'strict'));
