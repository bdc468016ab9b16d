/** The attacks on the sandbox of an ordinary user, where it is root who runs the tests. */
import t from 'tap';
import { whyNoSandbox } from '../support/sandbox.ts';
import { checkAttempts } from './check-attempts.ts';
import { usersHere } from './surroundings.ts';

const skip = usersHere().includes('ordinary') ? await whyNoSandbox() : 'only root can become somebody else';
await t.test('with --sandbox=strict, as an ordinary user', { skip: skip ?? false }, (t) =>
  checkAttempts(t, { mode: 'strict', user: 'ordinary' }),
);
