/** Node's own SQLite, which some builds of Node leave out. */
import type * as sqlite from 'node:sqlite';
import { DumontError } from '@dumont/protocol';

/** @param purpose what needs it @throws DumontError USAGE where this Node has none */
export function loadSqlite(purpose: string): typeof sqlite {
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
    `this build of Node ${process.version} has no SQLite, which ${purpose} needs: take one of nodejs.org's`,
  );
}
