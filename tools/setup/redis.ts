/** A redis-server (or Valkey, which is one) for tests and tools: the machine's own, or one that the package manager brings. */
import path from 'node:path';
import { execa } from 'execa';
import { findUnpackedProgram, unpackDebianPackages } from './debian-package.ts';
import { Unavailable } from './unavailable.ts';

/** BLMOVE is of this version. */
const OLDEST = [6, 2] as const;

/**
 * @returns what `DUMONT_REDIS_SERVER` names, else the path of the program, or its name where it is on PATH
 * @throws Unavailable with what to install
 */
export async function findRedisServer(): Promise<string> {
  const given = process.env['DUMONT_REDIS_SERVER'];
  if (given !== undefined) return given;
  for (const program of ['redis-server', 'valkey-server']) {
    if (isRecent(await readVersion(program))) return program;
  }
  const program = process.platform === 'darwin' ? await installByHomebrew() : await unpackFromDebian();
  const version = await readVersion(program);
  if (isRecent(version)) return program;
  const found = version === null ? 'does not start' : `is ${version.join('.')}`;
  throw new Unavailable(`${program} ${found}; install redis-server ${OLDEST.join('.')} or newer on PATH`);
}

async function unpackFromDebian(): Promise<string> {
  try {
    const folder = await unpackDebianPackages(['redis-server', 'redis-tools']);
    return await findUnpackedProgram(folder, 'usr/bin/redis-server');
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    const advice = `install redis-server ${OLDEST.join('.')} or newer on PATH`;
    throw new Unavailable(`${error.message}; ${advice}`, { cause: error });
  }
}

/** Homebrew starts no service unless it is told to. */
async function installByHomebrew(): Promise<string> {
  const install = await execa('brew', ['install', '--quiet', 'redis'], {
    reject: false,
    stdout: 'ignore',
    env: { HOMEBREW_NO_AUTO_UPDATE: '1' },
  });
  if (install.failed)
    throw new Unavailable('there is no redis-server here; install it by `brew install redis`');
  const { stdout } = await execa('brew', ['--prefix', 'redis']);
  return path.join(stdout.trim(), 'bin', 'redis-server');
}

/** @returns null where the program is not there or does not run */
async function readVersion(program: string): Promise<number[] | null> {
  const { stdout, failed } = await execa(program, ['--version'], { reject: false });
  const version = failed ? null : /\bv=(\d+)\.(\d+)/.exec(stdout);
  return version?.slice(1).map(Number) ?? null;
}

function isRecent(version: number[] | null): boolean {
  const [major = 0, minor = 0] = version ?? [];
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
