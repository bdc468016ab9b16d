/** Lets the kernel end an isolated process whose parent has been killed: blocked in native code, it would not notice by itself. Linux. */
import { works, type Command } from '../../../host/programs.ts';
import type { FindLayer } from './layer.ts';

/** util-linux's setpriv sets the parent-death signal (2.33 and later) and then becomes the program: the process id stays. */
const SETPRIV = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

export const findParentDeath: FindLayer = async () => {
  if (process.platform !== 'linux') return null;
  const hasSetpriv = await works([...SETPRIV, 'true']);
  return {
    name: 'parent-death',
    // What stands behind a wall ends with its parent by itself.
    isUsed: (_mode, walled) => walled || hasSetpriv,
    wrap: (command, { walled }) => ({ command: walled ? command : endWithParent(command) }),
  };
};

export function endWithParent(command: Command): Command {
  return [...SETPRIV, ...command];
}
