/** bubblewrap, which confines the isolated processes: the machine's own where it is installed, else Debian's, unpacked. */
import path from 'node:path';
import { execa } from 'execa';
import { unpackDebianPackages } from './debian-package.ts';
import { Unavailable } from './unavailable.ts';

/** Puts it on this process's PATH, and so on that of all that it starts. @returns null when it is there, else why it is not */
export async function ensureBubblewrap(): Promise<string | null> {
  if (process.platform !== 'linux') return 'bubblewrap is a program for Linux';
  const { failed } = await execa('bwrap', ['--version'], { reject: false });
  if (!failed) return null;
  try {
    const folder = await unpackDebianPackages(['bubblewrap']);
    process.env['PATH'] = [process.env['PATH'], path.join(folder, 'usr', 'bin')].join(path.delimiter);
    return null;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}
