/** Open files that this process was started with beside its own. Looked for before foreign code runs, which could use every one. */
import { fstatSync, readdirSync, readlinkSync } from 'node:fs';

/** Standard input, output and error, and the channel. */
const GIVEN = 4;
/** What Node itself opens, as Linux names it. Its pipes are for itself, so that it has both their ends. */
const NODES_OWN = /^(anon_inode:\[(eventpoll|eventfd|io_uring)\]|\/dev\/null)$/;

/** @returns each as number and what it leads to, such as `200 (/)` */
export function inheritedDescriptors(): string[] {
  if (process.platform === 'linux') {
    return foreignAmong(new Map(listed('/proc/self/fd').flatMap((number) => targetOf(number))));
  }
  return process.platform === 'win32' ? [] : listed('/dev/fd').flatMap(fileBehind);
}

/** Pure. @param open what each number leads to, in the words of /proc */
export function foreignAmong(open: ReadonlyMap<number, string>): string[] {
  const ends = new Map<string, number>();
  for (const target of open.values()) ends.set(target, (ends.get(target) ?? 0) + 1);
  return [...open]
    .filter(([number, target]) => number >= GIVEN && !NODES_OWN.test(target))
    .filter(([, target]) => !(target.startsWith('pipe:') && (ends.get(target) ?? 0) > 1))
    .map(([number, target]) => `${number} (${target})`);
}

function listed(folder: string): number[] {
  return readdirSync(folder)
    .map(Number)
    .sort((a, b) => a - b);
}

function targetOf(number: number): [number, string][] {
  try {
    return [[number, readlinkSync(`/proc/self/fd/${number}`)]];
  } catch {
    // The one by which the folder was read is closed again.
    return [];
  }
}

/** Where there is no /proc: files, folders and disks lead outside for certain. Node keeps none of them open. */
function fileBehind(number: number): string[] {
  if (number < GIVEN) return [];
  try {
    const stats = fstatSync(number);
    const leadsOutside = stats.isFile() || stats.isDirectory() || stats.isBlockDevice();
    return leadsOutside ? [`${number} (${stats.isDirectory() ? 'a folder' : 'a file'})`] : [];
  } catch {
    // The one by which the folder was read is closed again.
    return [];
  }
}
