import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { becomeOrdinary } from '../../host/testing/become-ordinary.ts';
import { coldnessOf } from './conduct-cold.ts';

await t.test('a load was cold where CoreML filled the home that it was given', async (t) => {
  const home = t.testdir({});
  const cache = path.join(home, 'Library', 'Caches', 'node', 'com.apple.e5rt.e5bundlecache');
  mkdirSync(cache, { recursive: true });
  t.match(await coldnessOf(home), { cold: null, reason: /kept nothing/ });
  mkdirSync(path.join(cache, '25B78'));
  t.strictSame(await coldnessOf(home), { cold: true, reason: null });
});

await t.test('of a home that a process has closed nobody can tell', async (t) => {
  const home = t.testdir({ Library: {} });
  const restore = becomeOrdinary(home);
  try {
    chmodSync(path.join(home, 'Library'), 0);
    t.match(await coldnessOf(home), { cold: null, reason: /nobody can tell/ });
  } finally {
    chmodSync(path.join(home, 'Library'), 0o700);
    restore();
  }
});
