/** Where an attacker can look: caches, what is mounted, and what sets the machine. */
import { closeSync, constants, openSync, readdirSync, type Dirent } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Wherever drivers and runtimes keep what they compiled, and every folder for temporary files. */
export function cacheFolders(): string[] {
  const {
    CUDA_CACHE_PATH,
    XDG_CACHE_HOME,
    MESA_SHADER_CACHE_DIR,
    __GL_SHADER_DISK_CACHE_PATH,
    HOME,
    TMPDIR,
  } = process.env;
  const named = [
    CUDA_CACHE_PATH,
    XDG_CACHE_HOME,
    MESA_SHADER_CACHE_DIR,
    __GL_SHADER_DISK_CACHE_PATH,
    HOME,
    TMPDIR,
  ];
  const own = ['.', '.nv', '.nv/ComputeCache', '.cache', '.cache/mesa_shader_cache', '.cache/nvidia/GLCache'];
  return [
    ...new Set([
      ...named.filter((folder) => folder !== undefined),
      ...own.map((name) => path.join(homedir(), name)),
      // TensorRT's engines and OpenVINO's cache_dir lie where the process works, unless told otherwise.
      ...[process.cwd(), '/tmp', '/var/tmp', '/dev/shm', '/run', '/var/cache'],
    ]),
  ];
}

/** Mounts of each sandbox's own: memory, and the kernel's. */
const OWN_MOUNTS = /^\/(tmp|proc|dev\/.+)$/;

/** @param mountinfo of /proc @returns the places of all others that are not mounted read-only */
export function writableMounts(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([, , , , place = '', options = '']) =>
      options.split(',').includes('rw') && !OWN_MOUNTS.test(place) ? [place] : [],
    );
}

/** Only opens: nothing is written. @returns the first that the process could write to, and how many were tried */
export function firstWritable(
  folders: readonly string[],
  most: number,
): { writable: string | null; tried: number } {
  let tried = 0;
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined && tried < most; folder = waiting.pop()) {
    for (const entry of entriesOf(folder)) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory() && !isOfProcess(file)) waiting.push(file);
      if (!entry.isFile()) continue;
      tried += 1;
      if (canWrite(file)) return { writable: file, tried };
    }
  }
  return { writable: null, tried };
}

/** What a process may say of itself. */
function isOfProcess(folder: string): boolean {
  return /^\/proc\/\d+$/.test(folder);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function canWrite(file: string): boolean {
  try {
    closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}
