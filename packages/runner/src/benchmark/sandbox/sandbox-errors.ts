/** Why nothing is run: the sandbox cannot be had, or does not hold. */
import { DumontError } from '@dumont/protocol';

/** Where strict was asked for. */
export function unavailable(reason: string): DumontError {
  return new DumontError(
    'SANDBOX_UNAVAILABLE',
    `No sandbox can be had on this machine, and --sandbox=strict asks for one. ${reason}`,
  );
}

/** @param inherited what the process was started with, each by number and what it leads to */
export function inheritedFiles(inherited: readonly string[]): DumontError {
  return new DumontError(
    'SANDBOX_UNAVAILABLE',
    `Nothing was run: an isolated process was started with open files of whoever started Dumont, ${inherited.join(', ')}, and they ` +
      'could not be kept from it. Close them first (in a shell: exec 200<&-).',
  );
}

export const INHERITED_KEYRING =
  'Nothing was run: the kernel gave an isolated process no session keyring of its own, so that it would share one with other processes. ' +
  'Its user may have too many keys (/proc/key-users, kernel.keys.maxkeys).';
