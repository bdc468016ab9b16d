import t from 'tap';
import { runChecks } from './check.ts';
import { checkNode } from './machine.ts';
import { parseInfo } from './redis-info.ts';

await t.test('Node is new enough from 22.19 on', async (t) => {
  for (const version of ['22.19.0', '24.0.0', '26.10.0']) t.ok(checkNode(version).ok, version);
  for (const version of ['20.20.2', '22.18.9']) {
    t.match(checkNode(version), { ok: false, detail: version, remedy: /Install Node/ });
  }
});

await t.test('what INFO says', async (t) => {
  t.match(parseInfo('# Server\r\nredis_version:7.0.15\r\nos:Linux 6.1:x\r\n'), {
    redis_version: '7.0.15',
    os: 'Linux 6.1:x',
  });
});

await t.test('every check is run, and told as it is done', async (t) => {
  const told: string[] = [];
  const results = await runChecks(
    [
      { name: 'a', run: () => Promise.resolve({ ok: false, detail: 'broken', remedy: 'mend it' }) },
      { name: 'b', run: () => Promise.resolve({ ok: true, detail: 'fine' }) },
    ],
    async ({ name }) => {
      told.push(name);
    },
  );
  t.same(told, ['a', 'b']);
  t.match(results, [{ ok: false }, { ok: true }]);
});
