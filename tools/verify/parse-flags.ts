/** Flags of a command line, as Node parses them. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { DumontError } from '@dumont/protocol';

/** @throws DumontError USAGE in Node's own words, which say which flag it does not know */
export function parseFlags<Flags extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Flags,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    if (error instanceof TypeError)
      throw new DumontError('USAGE', `${error.message}; --help lists the flags`, { cause: error });
    throw error;
  }
}

export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}
