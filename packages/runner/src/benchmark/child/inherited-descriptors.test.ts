import { closeSync, openSync } from 'node:fs';
import t from 'tap';
import { foreignAmong, inheritedDescriptors } from './inherited-descriptors.ts';

await t.test('what Node opens for itself is told from what leads outside', async (t) => {
  const open = new Map([
    [0, '/home/user/script'],
    [1, 'pipe:[1]'],
    [2, 'pipe:[2]'],
    [3, 'socket:[3]'],
    [4, 'anon_inode:[eventpoll]'],
    [5, 'anon_inode:[io_uring]'],
    [6, 'pipe:[4]'],
    [7, 'pipe:[4]'],
    [8, 'anon_inode:[eventfd]'],
    [9, '/dev/null'],
  ]);
  t.same(foreignAmong(open), []);
  const foreign = [
    [12, 'socket:[9]'],
    [13, 'pipe:[10]'],
    [22, '/etc/passwd'],
    [200, '/'],
    [201, 'anon_inode:[pidfd]'],
    [202, '/dev/sda'],
    [203, '/dev/null (deleted)'],
  ] as const;
  t.same(
    foreignAmong(new Map([...open, ...foreign])),
    foreign.map(([number, target]) => `${number} (${target})`),
  );
});

await t.test('its own are looked at', { skip: process.platform === 'win32' && 'POSIX' }, async (t) => {
  const before = inheritedDescriptors();
  const descriptor = openSync('/', 'r');
  const during = inheritedDescriptors().filter((one) => !before.includes(one));
  closeSync(descriptor);
  t.equal(during.length, 1);
  t.match(during[0], new RegExp(`^${descriptor} \\(`));
  t.same(inheritedDescriptors(), before);
});
