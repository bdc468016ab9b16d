/** Finds out which layers work on this machine, by using each once. */
import { execPath } from 'node:process';
import os from 'node:os';
import path from 'node:path';
import { existsSync } from 'node:fs';
import { readText } from '../../host/system-files.ts';
import { probeBubblewrap, SCRATCH_FOLDER, type BubblewrapProbe, type Room } from './layers/bubblewrap.ts';
import { findDelegatedFolder } from './layers/cgroup.ts';
import { findProgram, works } from '../../host/programs.ts';
import { canEndWithParent } from './layers/parent-death.ts';
import type { Capabilities } from './plan.ts';
import { describeRefusal, USER_NAMESPACE_SETTINGS, type UserNamespaceSetting } from './remedy.ts';
import { findPrlimit } from './layers/rlimits.ts';
import { systemFiles } from './runtime-files.ts';
import { SANDBOX_EXEC } from './layers/seatbelt.ts';

const PROBE_SCRATCH_BYTES = 2 ** 20;
/** From 5.14 on Linux counts tasks in each user namespace by itself. */
const TASKS_COUNTED_APART = [5, 14] as const;

let found: Promise<Capabilities> | undefined;

/** Looked for once in the life of this process. */
export function findCapabilities(): Promise<Capabilities> {
  found ??= probeAll();
  return found;
}

/** What was found may have changed: it is looked for again the next time. */
export function forgetCapabilities(): void {
  found = undefined;
}

async function probeAll(): Promise<Capabilities> {
  const [bubblewrap, seatbelt, cgroup, prlimit, parentDeath] = await Promise.all([
    tryBubblewrap(),
    trySeatbelt(),
    findDelegatedFolder(),
    process.platform === 'linux' ? findPrlimit() : null,
    process.platform === 'linux' ? canEndWithParent() : false,
  ]);
  return {
    bubblewrap: bubblewrap !== null && 'program' in bubblewrap ? bubblewrap : null,
    seatbelt,
    cgroup,
    prlimit,
    parentDeath,
    nodePermissions: process.allowedNodeEnvironmentFlags.has('--permission'),
    taskLimit: isLinuxSince(os.release(), TASKS_COUNTED_APART) && process.getuid?.() !== 0,
    refusal: await explain(bubblewrap),
  };
}

/** @returns null where it is not installed */
async function tryBubblewrap(): Promise<BubblewrapProbe | null> {
  if (process.platform !== 'linux') return null;
  const given = process.env['DUMONT_BWRAP'];
  const program = given === undefined || given === '' ? findProgram('bwrap') : path.resolve(given);
  if (program === null) return null;
  const { readOnly, links } = systemFiles();
  const room: Room = {
    readOnly: [...readOnly, execPath],
    links,
    bound: [],
    folders: [],
    devices: [],
    workingFolder: SCRATCH_FOLDER,
    scratchBytes: PROBE_SCRATCH_BYTES,
    environment: {},
  };
  return probeBubblewrap(program, room, [execPath, '--version']);
}

async function trySeatbelt(): Promise<boolean> {
  if (process.platform !== 'darwin' || !existsSync(SANDBOX_EXEC)) return false;
  return works([SANDBOX_EXEC, '-p', '(version 1)(allow default)', '/usr/bin/true']);
}

async function explain(bubblewrap: BubblewrapProbe | null): Promise<string> {
  if (bubblewrap !== null && 'program' in bubblewrap) return '';
  const settings = await Promise.all(
    Object.entries(USER_NAMESPACE_SETTINGS).map(async ([name, file]) => {
      return [name, await readText(file)] as const;
    }),
  );
  return describeRefusal({
    platform: process.platform,
    failure: bubblewrap?.failure ?? null,
    settings: Object.fromEntries(settings) as Record<UserNamespaceSetting, string | null>,
  });
}

function isLinuxSince(release: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = release.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
