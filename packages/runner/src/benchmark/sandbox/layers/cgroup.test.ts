/** Against folders that stand for the kernel's: a real hierarchy is delegated on few machines. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ControlGroup } from './cgroup.ts';

await t.test('limits are written before anything joins', async (t) => {
  const parent = t.testdir({});
  const group = await ControlGroup.make(parent, { memoryBytes: 1000.5, tasks: 64 });
  const text = (name: string) => readFileSync(path.join(group.folder, name), 'utf8');
  t.equal(path.dirname(group.folder), parent);
  t.equal(text('memory.max'), '1001');
  t.equal(text('memory.swap.max'), '0');
  t.equal(text('memory.oom.group'), '1');
  t.equal(text('pids.max'), '64');
  const [program, ...words] = group.enter(['/usr/bin/true', 'x']);
  t.equal(program, '/bin/sh');
  t.same(words.slice(-3), [group.folder, '/usr/bin/true', 'x']);
});

await t.test('no limit on memory is none', async (t) => {
  const group = await ControlGroup.make(t.testdir({}), { memoryBytes: null, tasks: 64 });
  t.throws(() => readFileSync(path.join(group.folder, 'memory.max')));
  t.equal(await group.ranOutOfMemory(), false);
});
