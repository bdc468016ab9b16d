/** `ip`, which makes networks for tests: the machine's own where it is installed, else Debian's, unpacked. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { findUnpackedProgram, unpackDebianPackages } from './debian-package.ts';

/** @returns the path of the program, or its name where it is on PATH @throws Unavailable */
export async function findIp(): Promise<string> {
  for (const program of ['ip', '/usr/sbin/ip', '/sbin/ip']) {
    const { failed } = await execa(program, ['-Version'], { reject: false });
    if (!failed) return program;
  }
  const folder = await unpackDebianPackages(['iproute2']);
  // Debian 13 has it below `usr`.
  const place = existsSync(path.join(folder, 'bin', 'ip')) ? 'bin/ip' : 'usr/bin/ip';
  return findUnpackedProgram(folder, place);
}
