/** Lets the kernel end an isolated process whose parent has been killed: blocked in native code, it would not notice by itself. */
import { works, type Command } from '../../../host/programs.ts';

/** util-linux's setpriv sets the parent-death signal (2.33 and later) and then becomes the program: the process id stays. */
const SETPRIV = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

export function endWithParent(command: Command): Command {
  return [...SETPRIV, ...command];
}

export async function canEndWithParent(): Promise<boolean> {
  return works([...SETPRIV, 'true']);
}
