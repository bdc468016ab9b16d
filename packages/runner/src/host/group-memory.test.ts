/** Against files that stand for the kernel's; a real group is in test/runner/sampling.test.ts. */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { GroupMemory } from './group-memory.ts';

await t.test('the peak is reset as it is opened, and read through the same open file', async (t) => {
  const file = path.join(t.testdir({ 'memory.peak': '123456789\n' }), 'memory.peak');
  const memory = GroupMemory.open(file);
  t.equal(readFileSync(file, 'latin1'), '023456789\n', 'written at its beginning');
  rmSync(file);
  t.equal(memory?.peakBytes(), 23_456_789);
  memory?.close();
});

await t.test('none where the file is missing, or is no group of its own', async (t) => {
  t.equal(GroupMemory.open(path.join(t.testdir({}), 'memory.peak')), null);
  t.equal(await GroupMemory.openOf(process.pid), null);
});
