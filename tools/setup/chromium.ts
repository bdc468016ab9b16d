/** A browser for the check of HTML reports: what is there, else Debian's own, where this process may install it. */
import { execa, ExecaError } from 'execa';
import { findProgram } from '@dumont/runner/host';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** @returns null when there is one, else why there is none */
export async function fetchChromium(): Promise<string | null> {
  if (findChromium() !== null) return null;
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return "no chromium is installed, and Debian's is fetched by root only";
  }
  try {
    await install();
    return findChromium() === null ? 'apt-get installed no chromium' : null;
  } catch (error) {
    if (error instanceof ExecaError) return `Debian's chromium cannot be installed: ${error.shortMessage}`;
    throw error;
  }
}

function findChromium(): string | null {
  return NAMES.map((name) => findProgram(name)).find((found) => found !== null) ?? null;
}

/** A fresh machine has no package lists yet: they are fetched on the first failure. */
async function install(): Promise<void> {
  const apt = (...words: string[]) =>
    execa('apt-get', ['-q', '-y', ...words], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  const words = ['install', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
  try {
    await apt(...words);
  } catch (error) {
    if (!(error instanceof ExecaError) || error.code === 'ENOENT') throw error;
    await apt('update');
    await apt(...words);
  }
}
