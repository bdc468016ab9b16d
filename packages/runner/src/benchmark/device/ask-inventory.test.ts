import path from 'node:path';
import t from 'tap';
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
