/** What other programs of Dumont use of the machine and its files. */
export { withDeadline } from './deadline.ts';
export { diskSpaceOf, type DiskSpace } from './disk-space.ts';
export { ENDING_SIGNALS, exitCodeOfSignal, type EndingSignal } from './ending-signals.ts';
export { loadSqlite } from './load-sqlite.ts';
export { makeFolder } from './make-folder.ts';
export { findProgram } from './programs.ts';
export { readTextFile } from './read-text-file.ts';
export { PARTIAL, writeAtomically, writeDurably } from './replace-file.ts';
export { createTemporaryFolder } from './temporary-paths.ts';
export { errorCode, isSystemError, nullIfMissing } from './system-error.ts';
