import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { allGone } from '../../../../../test/support/processes.ts';
import { askInventory } from './ask-inventory.ts';

await t.test('keeps the facts and passes over the rest', async (t) => {
  const folder = t.testdir({
    'program.mjs': `
      console.log(JSON.stringify({ fact: 'uuid', value: { os: 'abc', macs: [] } }));
      console.log('a library warns');
      console.log(JSON.stringify({ fact: 'cpu', value: {} }));
      console.log(JSON.stringify({ fact: 'graphics', value: { controllers: [{ vendor: 'V', model: 'M', vram: null }] } }));
      process.exitCode = 1;
    `,
  });
  t.same(await askInventory(path.join(folder, 'program.mjs')), {
    uuid: { os: 'abc' },
    graphics: { controllers: [{ vendor: 'V', model: 'M', vram: null }] },
  });
});

await t.test('does not wait for a program that hangs, nor fail without one', async (t) => {
  const folder = t.testdir({ 'program.mjs': 'setInterval(() => {}, 1000);' });
  t.same(await askInventory(path.join(folder, 'program.mjs'), AbortSignal.timeout(100)), {});
  t.same(await askInventory(path.join(folder, 'missing.mjs')), {});
});

await t.test(
  'what the program had started ends with it',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = t.testdir({
      'program.mjs': `
      import { spawn } from 'node:child_process';
      import { renameSync, writeFileSync } from 'node:fs';
      console.log(JSON.stringify({ fact: 'uuid', value: { os: 'abc' } }));
      const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      writeFileSync(new URL('begun', import.meta.url), String(pid));
      renameSync(new URL('begun', import.meta.url), new URL('pid', import.meta.url));
      setInterval(() => {}, 1000);
    `,
    });
    const limit = new AbortController();
    const changes = watch(folder);
    const asked = askInventory(path.join(folder, 'program.mjs'), limit.signal);
    while (!existsSync(path.join(folder, 'pid'))) await once(changes, 'change');
    changes.close();
    limit.abort();
    t.same(await asked, { uuid: { os: 'abc' } }, 'what it had said is kept');
    t.equal((await allGone(path.join(folder, 'pid'))).length, 1);
  },
);
