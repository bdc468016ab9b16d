import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import t from 'tap';
import { loadLibc } from '../../host/libc.ts';
import { keepDescriptors, keepEach } from './descriptors.ts';

const skip = process.platform !== 'linux' && 'looks into /proc';
const libc = await loadLibc();

/** An open file as a shell's `exec 200<` leaves it. */
function openAtLeast(t: { teardown: (end: () => void) => unknown }, lowest: number): number {
  const opened = openSync('/', 'r');
  const descriptor = libc?.duplicateInheritably(opened, lowest) ?? -1;
  closeSync(opened);
  t.teardown(() => {
    closeSync(descriptor);
  });
  return descriptor;
}

/** @returns the numbers that a started program has open, but for the one by which it looks */
function inheritedBy(stdio: readonly ('ignore' | 'pipe' | number)[]): string[] {
  const { stdout } = spawnSync('ls', ['/proc/self/fd'], { stdio: [...stdio], encoding: 'utf8' });
  return stdout.trim().split(/\s+/);
}

await t.test('a started program has what it is given and nothing else', { skip }, async (t) => {
  const [low, high] = [openAtLeast(t, 22), openAtLeast(t, 251)];
  const before = inheritedBy(['ignore', 'pipe', 'ignore']);
  t.ok(before.includes(String(low)) && before.includes(String(high)), 'it would inherit them');
  await keepDescriptors();
  t.same(inheritedBy(['ignore', 'pipe', 'ignore']), ['0', '1', '2', '3']);
  t.same(inheritedBy(['ignore', 'pipe', 'ignore', high]), ['0', '1', '2', '3', '4'], 'given by number');
  closeSync(openSync(`/proc/self/fd/${high}`, 'r'));
});

await t.test('a kernel without a call for all of them: one by one', { skip }, async (t) => {
  openAtLeast(t, 22);
  openAtLeast(t, 251);
  if (libc === null) throw new Error('koffi has a binary for Linux');
  keepEach(libc);
  t.same(inheritedBy(['ignore', 'pipe', 'ignore']), ['0', '1', '2', '3']);
});
