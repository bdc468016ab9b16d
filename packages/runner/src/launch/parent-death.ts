/** Lets the kernel end an isolated process whose parent has been killed: blocked in native code, it would not notice by itself. */
import { execaSync } from 'execa';

type Command = readonly [program: string, ...programArguments: string[]];

/** util-linux's setpriv sets the parent-death signal (2.33 and later) and then becomes the program: the process id stays. */
const SETPRIV = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

let isAvailable: boolean | undefined;

/** @returns the command with its end tied to its parent's where the system can do that, else the command itself */
export function endWithParent(command: Command): Command {
  isAvailable ??= probe();
  return isAvailable ? [...SETPRIV, ...command] : command;
}

function probe(): boolean {
  if (process.platform !== 'linux') return false;
  const [program, ...words] = SETPRIV;
  return !execaSync(program, [...words, 'true'], { reject: false, stdio: 'ignore' }).failed;
}
