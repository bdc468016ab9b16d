import t from 'tap';
import { isNewEnough, neededNode } from './node-version.ts';

await t.test('what is needed stands in package.json, and is enough', (t) => {
  const needed = neededNode(new URL('../../package.json', import.meta.url));
  t.match(needed, /^\d+\.\d+$/);
  t.ok(isNewEnough(process.versions.node, needed));
  t.ok(isNewEnough(`${needed}.0`, needed));
  for (const version of ['22.19.0', '22.20.1', '24.0.0', '100.1.0'])
    t.ok(isNewEnough(version, '22.19'), version);
  for (const version of ['8.17.0', '20.20.2', '22.9.0', '22.18.9'])
    t.notOk(isNewEnough(version, '22.19'), version);
  t.end();
});
