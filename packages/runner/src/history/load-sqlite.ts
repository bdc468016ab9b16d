/** Node's own SQLite, where this Node has it without a flag: from 22.13 on. */
import type * as sqlite from 'node:sqlite';
import { DumontError } from '@dumont/protocol';

/** @throws DumontError USAGE where this Node has none */
export function loadSqlite(): typeof sqlite {
  const emitWarning = process.emitWarning.bind(process);
  // Older lines call it experimental on each start; a user of ours has nothing to do about it.
  process.emitWarning = () => undefined;
  try {
    // Typed as if it were always there.
    const found = process.getBuiltinModule('node:sqlite') as typeof sqlite | undefined;
    if (found !== undefined) return found;
  } finally {
    process.emitWarning = emitWarning;
  }
  throw new DumontError(
    'USAGE',
    `Node ${process.version} has no SQLite, which the history needs: use Node 22.13 or newer, or --no-history`,
  );
}
