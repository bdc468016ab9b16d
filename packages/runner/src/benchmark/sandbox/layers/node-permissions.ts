/**
 * Node's permission model: JavaScript reaches the listed files only, and starts no programs; the network is open to it. Native code is not bound by it, so it
 * never counts as isolation by itself. A third party's engine runs without it: it may need programs and threads of its own.
 */
import path from 'node:path';
import { outermost } from '../runtime-files.ts';
import { driverFiles } from '../driver-files.ts';
import { providersOf, usesAccelerator, type FindLayer, type Inside } from './layer.ts';

export interface Permissions {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Folders that an outer layer hides: the probe behind it must be able to try them. */
  readonly probed: readonly string[];
}

/** Some versions of Node take these for a list or a pattern. */
const AMBIGUOUS = /[,*]/;

/** Where a process sees which files it has open. */
const DESCRIPTOR_FOLDERS = ['/proc/self/fd', '/dev/fd'];

export const findNodePermissions: FindLayer = async () => {
  const known = process.allowedNodeEnvironmentFlags;
  if (!known.has('--permission')) return null;
  return Promise.resolve({
    name: 'node-permissions',
    wrap: ([node, ...words], inside) => {
      if (inside.check === undefined || inside.task.engine.package !== null) return null;
      const permissions = permissionArguments(permissionsFor(inside, inside.check), known);
      return permissions === null ? null : { command: [node, ...permissions, ...words] };
    },
  });
};

function permissionsFor(inside: Inside, check: NonNullable<Inside['check']>): Permissions {
  const { runtime, files, folders, scratchFolder } = inside;
  const scratch = [scratchFolder, inside.outputFolder].filter((folder) => folder !== null);
  const given = [...files.map((file) => file.path), ...folders];
  const ownChecks = [`/proc/${check.parent.pid}/stat`, ...DESCRIPTOR_FOLDERS];
  return {
    read: [...runtime, ...given, ...driverGrants(inside), ...scratch, ...ownChecks],
    write: scratch,
    probed: [path.dirname(check.readFile)],
  };
}

/** Engines look there for which device it will be. */
function driverGrants(inside: Inside): string[] {
  if (process.platform !== 'linux' || !usesAccelerator(inside)) return [];
  const { readOnly } = driverFiles(providersOf(inside), null);
  const manifests = readOnly.filter((file) => file.endsWith('.json')).map((file) => path.dirname(file));
  return ['/dev', ...readOnly, ...manifests];
}

/** @param known flags that this Node has @returns null where this Node, or one of the paths, cannot be handled */
export function permissionArguments(
  { read, write, probed }: Permissions,
  known: ReadonlySet<string>,
): string[] | null {
  if (!known.has('--permission')) return null;
  if ([...read, ...write, ...probed].some((path) => AMBIGUOUS.test(path))) return null;
  return [
    '--permission',
    '--allow-addons',
    '--allow-worker',
    // Node 25 and later; before that the network is not part of the model. From 26.12 on the channel to the parent counts as network.
    ...(known.has('--allow-net') ? ['--allow-net'] : []),
    ...grants('read', read, probed),
    ...grants('write', write, probed),
  ];
}

/** Node mistakes grants that lie within each other, and a folder that is not there for a file: hence the star. */
function grants(kind: 'read' | 'write', paths: readonly string[], probed: readonly string[]): string[] {
  const outer = outermost(paths);
  const hidden = probed.filter((folder) => !outer.some((path) => folder.startsWith(`${path}/`)));
  return [...outer, ...hidden.map((folder) => `${folder}/*`)].map((path) => `--allow-fs-${kind}=${path}`);
}
