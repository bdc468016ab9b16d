import t from 'tap';
import { findCgroupFolders } from '../../host/cgroup-folders.ts';
import { coresOf, parseCpuMax, readCgroupLimits } from './cgroup-limits.ts';

const V2_MOUNT = '29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate';
const V1_MOUNTS = `31 23 0:28 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw`;

await t.test('version 2: own group and all above it', async (t) => {
  t.same(findCgroupFolders('cpu', '0::/user.slice/session-1.scope', V2_MOUNT), {
    version: 2,
    folders: ['/sys/fs/cgroup/user.slice/session-1.scope', '/sys/fs/cgroup/user.slice', '/sys/fs/cgroup'],
  });
});

await t.test('version 1: the hierarchy that has the controller', async (t) => {
  const cgroup = '12:memory:/job\n4:cpu,cpuacct:/\n0::/';
  t.same(findCgroupFolders('memory', cgroup, V1_MOUNTS), {
    version: 1,
    folders: ['/sys/fs/cgroup/memory/job', '/sys/fs/cgroup/memory'],
  });
  t.same(findCgroupFolders('cpu', cgroup, V1_MOUNTS)?.folders, ['/sys/fs/cgroup/cpu,cpuacct']);
});

await t.test('a container that sees its own part alone', async (t) => {
  const mounted = (root: string) => V2_MOUNT.replace(' / /sys', ` ${root} /sys`);
  const folders = (cgroup: string, root: string) => findCgroupFolders('cpu', cgroup, mounted(root))?.folders;
  t.same(folders('0::/docker/abc', '/docker/abc'), ['/sys/fs/cgroup']);
  t.same(folders('0::/docker/abc/inner', '/docker/abc'), ['/sys/fs/cgroup/inner', '/sys/fs/cgroup']);
  t.same(folders('0::/../../other', '/'), ['/sys/fs/cgroup']);
  t.same(folders('0::/docker/abcdef', '/docker/abc'), ['/sys/fs/cgroup']);
});

await t.test('no control groups', async (t) => {
  t.equal(findCgroupFolders('cpu', '', ''), null);
  t.equal(findCgroupFolders('cpu', '0::/', '22 1 8:1 / / rw - ext4 /dev/sda1 rw'), null);
});

await t.test('quotas in cores', async (t) => {
  t.equal(parseCpuMax('max 100000'), null);
  t.equal(parseCpuMax('150000 100000'), 1.5);
  t.equal(parseCpuMax(''), null);
  t.equal(coresOf(-1, 100_000), null);
  t.equal(coresOf(50_000, 100_000), 0.5);
  t.equal(coresOf(undefined, 100_000), null);
});

await t.test('this machine’s limits are positive where there are any', async (t) => {
  const { cpuCores, memoryBytes } = await readCgroupLimits();
  t.ok(cpuCores === null || cpuCores > 0);
  t.ok(memoryBytes === null || memoryBytes > 0);
});
