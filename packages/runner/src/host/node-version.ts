/** Whether this Node can run the programs. Asked before anything else is loaded: it imports nothing, and old Nodes can read it. */
import { readFileSync } from 'node:fs';

/** @param packageFile whose `engines` say it, as in `>=22.19` @returns such as `22.19` */
export function neededNode(packageFile: URL): string {
  const { engines } = JSON.parse(readFileSync(packageFile, 'utf8')) as { engines: { node: string } };
  return engines.node.replace(/^>=/, '');
}

/** @param version such as `26.10.0` */
export function isNewEnough(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/** Says it on stderr where this Node will not do. @returns whether it will */
export function checkNode(program: string, packageFile: URL): boolean {
  const needed = neededNode(packageFile);
  if (isNewEnough(process.versions.node, needed)) return true;
  process.stderr.write(
    `error: ${program} needs Node ${needed} or newer, and this is Node ${process.versions.node}.\n` +
      `Install a newer Node, and see to it that "node --version" says so where ${program} is started.\n`,
  );
  process.exitCode = 2;
  return false;
}
