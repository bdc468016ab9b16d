/** What a third party's engine says of itself: `"dumont"` in the package.json of its package, read without running its code. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeIssues, DumontError, parseJson } from '@dumont/protocol';
import { z } from 'zod';
import { locatePackage } from './locate-package.ts';
import { engineManifestSchema, type EngineManifest } from './manifest.ts';

const MAX_BYTES = 2 ** 20;

const descriptionSchema = z.object({ name: z.string().optional(), dumont: z.unknown().optional() });

/**
 * @param name a package or an absolute path
 * @returns null where there is no such package, which the process that imports it says, or where it says nothing of itself
 * @throws DumontError USAGE where its manifest is wrong
 */
export function readPackageManifest(name: string): EngineManifest | null {
  const file = fileOf(name);
  if (file === null) return null;
  for (const folder of ancestors(path.dirname(file))) {
    const place = path.join(folder, 'package.json');
    const { name: own, dumont } = descriptionSchema.safeParse(readJson(place)).data ?? {};
    if (dumont !== undefined) return parseManifest(dumont, place);
    // One that names nothing only says of what kind the modules below it are: the package's own lies above.
    if (own !== undefined) return null;
  }
  return null;
}

function parseManifest(value: unknown, place: string): EngineManifest {
  const manifest = engineManifestSchema.safeParse(value);
  if (manifest.success) return manifest.data;
  throw new DumontError(
    'USAGE',
    `the engine's manifest, "dumont" in ${place}, is wrong: ${describeIssues(manifest.error)}`,
  );
}

/** As Node finds it: past links. */
function fileOf(name: string): string | null {
  const url = locatePackage(name);
  if (url?.startsWith('file:') !== true) return null;
  const file = fileURLToPath(url);
  return statSync(file, { throwIfNoEntry: false }) === undefined ? null : realpathSync(file);
}

function readJson(file: string): unknown {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return undefined;
    if (stats.size <= MAX_BYTES) return parseJson(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new DumontError('USAGE', `${file} cannot be read, in which the engine may describe itself`, {
      cause,
    });
  }
  throw new DumontError('USAGE', `${file} is too large for a package's description`);
}

function ancestors(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}
