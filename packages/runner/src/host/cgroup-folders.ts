/** Which control groups bound a process: Linux's /proc/<pid>/cgroup and /proc/self/mountinfo. */
import { readText } from './system-files.ts';

type Controller = 'cpu' | 'memory';

export interface CgroupFolders {
  readonly version: 1 | 2;
  /** The process's own group and all above it that can be seen: the tightest limit among them holds. */
  readonly folders: readonly string[];
}

interface Mount {
  /** The part of the hierarchy that is mounted … */
  readonly root: string;
  /** … here. */
  readonly at: string;
}

/** @returns `null` where the controller is not in use, as everywhere but on Linux, and where there is no such process */
export async function readCgroupFolders(
  controller: Controller,
  pid: number | 'self' = 'self',
): Promise<CgroupFolders | null> {
  const [cgroup, mountinfo] = await Promise.all([
    readText(`/proc/${pid}/cgroup`),
    readText('/proc/self/mountinfo'),
  ]);
  if (cgroup === null || mountinfo === null) return null;
  return findCgroupFolders(controller, cgroup, mountinfo);
}

/** Pure. */
export function findCgroupFolders(
  controller: Controller,
  cgroup: string,
  mountinfo: string,
): CgroupFolders | null {
  const groups = cgroup.split('\n').map(parseGroup);
  // A controller is in a version 1 hierarchy or in version 2, the one without a list of controllers.
  const own = groups.find((group) => group.controllers.includes(controller));
  const version = own === undefined ? 2 : 1;
  const group = own ?? groups.find((candidate) => candidate.controllers.length === 0);
  const mount = findMount(mountinfo, version, controller);
  if (group === undefined || mount === undefined) return null;
  return { version, folders: foldersUpwards(mount, group.path) };
}

/** `4:cpu,cpuacct:/docker/abc`, `0::/user.slice` */
function parseGroup(line: string): { controllers: string[]; path: string } {
  const [, controllers = '', ...path] = line.split(':');
  return { controllers: controllers.split(',').filter(Boolean), path: path.join(':') };
}

/** `31 23 0:28 /root /mount/point rw - cgroup2 source rw,options` */
function findMount(mountinfo: string, version: 1 | 2, controller: string): Mount | undefined {
  for (const line of mountinfo.split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root, at] = left.split(' ');
    const [type, , options = ''] = right.split(' ');
    if (root === undefined || at === undefined) continue;
    if (version === 2 && type === 'cgroup2') return { root, at };
    if (version === 1 && type === 'cgroup' && options.split(',').includes(controller)) return { root, at };
  }
  return undefined;
}

function foldersUpwards(mount: Mount, group: string): string[] {
  const names = pathBelow(mount.root, group).split('/').filter(Boolean);
  return names
    .map((_, depth) => `${mount.at}/${names.slice(0, names.length - depth).join('/')}`)
    .concat(mount.at);
}

/** In a container the group's path may be the host's, while its own part alone is mounted: then the mount is the group. */
function pathBelow(root: string, group: string): string {
  if (group.startsWith('/..')) return '';
  if (root === '/') return group;
  return group.startsWith(`${root}/`) ? group.slice(root.length) : '';
}
