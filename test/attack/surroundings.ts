/** Where the attacked program runs: in what network, as which user, and with what left open by whoever started it. */
import { chownSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { HOST_DESCRIPTORS, type Attempt } from './attempt.ts';
import { GIVEN_DEVICE, NEIGHBOURS } from './device-attempts.ts';
import type { Stage } from './stage.ts';

export interface Conditions {
  readonly mode: 'strict' | 'off';
  /** `ordinary`: as somebody without rights, where it is root who asks. */
  readonly user: 'own' | 'ordinary';
}

/** A network with a metadata service's address and a private one, which no packet can leave: it has nothing but its loopback. */
const NETWORK =
  'ip link set lo up && ip address add 169.254.169.254/32 dev lo && ip address add 10.0.0.1/32 dev lo && exec "$@"';
/** Asked for when it is used: a set-up may have added to it. */
export function searchPath(): string {
  return `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
}

/** "nobody" of most systems. */
const ORDINARY_USER = 65_534;
const BECOME_ORDINARY = ['setpriv', `--reuid=${ORDINARY_USER}`, `--regid=${ORDINARY_USER}`, '--clear-groups'];

/** @returns those that there can be here: root also tries as an ordinary user */
export function usersHere(): Conditions['user'][] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['own', 'ordinary'] : ['own'];
}

export interface Surroundings {
  /** What to put in front of the program. */
  readonly around: readonly string[];
  /** Why attempts with such needs cannot be made here; null where they can. */
  readonly lacking: Readonly<Record<NonNullable<Attempt['needs']>, string | null>>;
}

export async function prepareSurroundings(
  { folder, foreign }: Pick<Stage, 'folder' | 'foreign'>,
  user: Conditions['user'],
): Promise<Surroundings> {
  const [network, devices, descriptors, keyrings] = await Promise.all([
    findNetwork(),
    findDevices(folder),
    findDescriptors(folder),
    findKeyrings(),
  ]);
  if (user === 'ordinary') giveTo(ORDINARY_USER, folder);
  const isRoot = process.getuid?.() === 0;
  const other = user === 'ordinary' ? 0 : ORDINARY_USER;
  if (isRoot) chownSync(foreign, other, other);
  const ordinary = user === 'ordinary' ? BECOME_ORDINARY : [];
  const lacks = (found: unknown, needed: string): string | null =>
    found === null ? `needs ${needed}` : null;
  return {
    around: [network, devices, ordinary, descriptors].flatMap((words) => words ?? []),
    lacking: {
      namespace: lacks(network, 'unshare and ip (iproute2) to make a network of its own'),
      devices: lacks(devices, 'unshare and mount to make devices of its own'),
      descriptors: lacks(descriptors, 'bash to open descriptors'),
      keyrings: lacks(keyrings, 'keyrings of the kernel, which containers mostly forbid'),
      'other user': lacks(isRoot ? [] : null, 'root to give a file to another user'),
    },
  };
}

/** @returns what to put in front of a command so that it runs in such a network, or null */
async function findNetwork(): Promise<readonly string[] | null> {
  if (process.platform !== 'linux') return null;
  const isRoot = process.getuid?.() === 0;
  const words = [...(isRoot ? [] : ['--user', '--map-root-user']), '--net', 'sh', '-c', NETWORK, 'sh'];
  const { failed } = await execa('unshare', [...words, 'true'], {
    reject: false,
    env: { PATH: searchPath() },
  });
  return failed ? null : ['unshare', ...words];
}

/**
 * Its own `/dev`, of what every program needs and what is attacked: each stands for a device of that name, and gives nothing but zeros.
 * $1: where the machine's own is meanwhile
 */
const DEVICES = `set -e; own=$1; shift
mount --rbind /dev "$own"
mount -t tmpfs -o mode=755 none /dev
put() { mkdir -p "$(dirname "/dev/$2")"; : >"/dev/$2"; mount --bind "$own/$1" "/dev/$2"; }
for name in null zero full random urandom tty; do put "$name" "$name"; done
for name in ${[GIVEN_DEVICE, ...NEIGHBOURS].map((device) => device.slice('/dev/'.length)).join(' ')}; do put zero "$name"; done
for name in pts shm; do mkdir -p "/dev/$name"; mount --rbind "$own/$name" "/dev/$name"; done
ln -s /proc/self/fd /dev/fd; ln -s pts/ptmx /dev/ptmx
umount -l "$own"
exec "$@"`;

/** @returns what to put in front of a command so that it has such devices, or null */
async function findDevices(folder: string): Promise<readonly string[] | null> {
  if (process.platform !== 'linux') return null;
  const place = path.join(folder, 'devices');
  mkdirSync(place, { recursive: true });
  const isRoot = process.getuid?.() === 0;
  const words = [
    ...(isRoot ? [] : ['--user', '--map-root-user']),
    '--mount',
    'sh',
    '-c',
    DEVICES,
    'sh',
    place,
  ];
  const { failed } = await execa('unshare', [...words, 'true'], {
    reject: false,
    env: { PATH: searchPath() },
  });
  return failed ? null : ['unshare', ...words];
}

/** In a process of its own: it would change this one's. */
async function findKeyrings(): Promise<true | null> {
  if (process.platform !== 'linux') return null;
  const program = path.join(import.meta.dirname, 'engine', 'system-calls.ts');
  const script = `import { joinNewKeyring, addKey, readKey } from ${JSON.stringify(program)}; joinNewKeyring(); addKey('x', 'y'); readKey('x');`;
  const words = ['--conditions=dumont-source', '--no-warnings', '--input-type=module', '--eval', script];
  const { failed } = await execa(process.execPath, words, { reject: false });
  return failed ? null : true;
}

/** @returns what opens the folder under each of the numbers for the command that follows, or null */
async function findDescriptors(folder: string): Promise<readonly string[] | null> {
  const opened = HOST_DESCRIPTORS.map((number) => `${number}<"$1"`).join(' ');
  const words = ['-c', `exec ${opened}; shift; exec "$@"`, 'bash', folder];
  const { failed } = await execa('bash', [...words, process.execPath, '--version'], { reject: false });
  return failed ? null : ['bash', ...words];
}

function giveTo(user: number, folder: string): void {
  chownSync(folder, user, user);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    chownSync(path.join(folder, name), user, user);
  }
}
