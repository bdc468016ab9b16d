/** Facts of the machine are asked of its programs, which must end with whoever asked. */
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { askInventory } from '../../packages/runner/src/benchmark/device/ask-inventory.ts';
import { allGone } from '../support/processes.ts';

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
