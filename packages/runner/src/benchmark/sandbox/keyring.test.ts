import t from 'tap';
import { Sandbox } from './sandbox.ts';
import { withOwnKeyring } from './keyring.ts';

await t.test('a process is started right after its keyring was made', async (t) => {
  const order: string[] = [];
  const starting = ['a', 'b'].map((name) =>
    withOwnKeyring(
      () => order.push(`${name} is started`),
      () => {
        order.push(`${name} has a keyring`);
        return 'joined';
      },
    ),
  );
  await Promise.all(starting);
  t.strictSame(order, ['a has a keyring', 'a is started', 'b has a keyring', 'b is started']);
});

await t.test('keys that are about to go are waited for, and no longer than that', async (t) => {
  let tries = 0;
  const after = (failures: number) => () => (tries++ < failures ? ('failed' as const) : ('joined' as const));
  t.equal(await withOwnKeyring((outcome) => outcome, after(2)), 'joined');
  t.equal(tries, 3);
  t.equal(await withOwnKeyring((outcome) => outcome, after(1000)), 'failed');
});

await t.test('where there is none of its own it is missing', async (t) => {
  const sandbox = await Sandbox.open({ mode: 'auto', scratchBytes: 1 }, null, []);
  t.teardown(() => sandbox.close());
  sandbox.observeKeyring('none');
  sandbox.observeKeyring('joined');
  t.notOk(sandbox.describe().missing.includes('keyring'));
  sandbox.observeKeyring('failed');
  t.ok(sandbox.describe().missing.includes('keyring'));
});

const strict = await Sandbox.open({ mode: 'strict', scratchBytes: 1 }, null, []).catch(() => null);
const skip = strict === null && 'there is no sandbox here';
await t.test('then strict runs nothing', { skip }, async (t) => {
  t.throws(() => strict?.observeKeyring('failed'), {
    code: 'SANDBOX_UNAVAILABLE',
    message: /no session keyring of its own/,
  });
  await strict?.close();
});
