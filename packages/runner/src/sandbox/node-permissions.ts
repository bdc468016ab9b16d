/**
 * Node's permission model: JavaScript reaches the listed files only, and starts no programs. Native code is not bound by it, so it
 * never counts as isolation by itself. A third party's engine runs without it: it may need programs and threads of its own.
 */

export interface Permissions {
  /** Files and folders; a folder that may not be there ends in `/*`. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Where an outer layer is the wall, the probe behind it must be able to try. */
  readonly network: boolean;
}

/** Some versions of Node take these for a list or a pattern. */
const AMBIGUOUS = /[,*]/;

/** @param known flags that this Node has @returns null where this Node, or one of the paths, cannot be handled */
export function permissionArguments(
  { read, write, network }: Permissions,
  known: ReadonlySet<string>,
): string[] | null {
  if (!known.has('--permission')) return null;
  if ([...read, ...write].some((path) => AMBIGUOUS.test(path.replace(/\/\*$/, '')))) return null;
  return [
    '--permission',
    '--allow-addons',
    '--allow-worker',
    // Node 25 and later; before that the network is not part of the model.
    ...(network && known.has('--allow-net') ? ['--allow-net'] : []),
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
  ];
}
