/** Which Vulkan drivers a process on Linux finds, by the files that its loader reads: none is loaded here. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

export interface VulkanDriver {
  /** The file that names it. */
  readonly manifest: string;
  readonly library: string;
  /** What it is called, where it computes on the CPU; null where it may be a GPU's. */
  readonly software: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** By the names of their libraries: `libvk_swiftshader.so`, Mesa's `libvulkan_lvp.so`. */
const SOFTWARE: readonly (readonly [RegExp, string])[] = [
  [/swiftshader/i, 'SwiftShader'],
  [/llvmpipe|lavapipe|vulkan_lvp/i, 'llvmpipe'],
];

const manifestSchema = z.object({ ICD: z.object({ library_path: z.string().max(4096) }) });
/** They have some hundred bytes. */
const MAX_MANIFEST_BYTES = 65_536;

/**
 * @param etc where the system is configured
 * @returns those that would be loaded; what cannot be read as one is left out, as the loader does
 */
export function findVulkanDrivers(environment: Variables, etc = '/etc'): VulkanDriver[] {
  // The newer name goes before the older one, and either before the folders.
  const given = environment['VK_DRIVER_FILES'] ?? environment['VK_ICD_FILENAMES'];
  const places = given === undefined ? manifestFolders(environment, etc) : listOf(given);
  return places.flatMap(manifestsAt).flatMap((manifest) => readManifest(manifest) ?? []);
}

function manifestFolders(environment: Variables, etc: string): string[] {
  const home = environment['HOME'] ?? '';
  const roots = [
    environment['XDG_CONFIG_HOME'] ?? path.join(home, '.config'),
    ...listOf(environment['XDG_CONFIG_DIRS'] ?? path.join(etc, 'xdg')),
    etc,
    environment['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'),
    ...listOf(environment['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share'),
  ];
  return roots.filter((root) => path.isAbsolute(root)).map((root) => path.join(root, 'vulkan', 'icd.d'));
}

function listOf(paths: string): string[] {
  return paths.split(':').filter((entry) => entry !== '');
}

function manifestsAt(place: string): string[] {
  const found = readOr(null, () => statSync(place));
  if (found?.isDirectory() !== true) return found === null ? [] : [place];
  const names = readOr([], () => readdirSync(place)).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => path.join(place, name));
}

function readManifest(manifest: string): VulkanDriver | null {
  const stats = readOr(null, () => statSync(manifest));
  if (stats?.isFile() !== true || stats.size > MAX_MANIFEST_BYTES) return null;
  const parsed = readOr(null, () => manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8'))));
  const library = parsed?.ICD.library_path;
  if (library === undefined) return null;
  const [, software = null] = SOFTWARE.find(([name]) => name.test(path.basename(library))) ?? [];
  return { manifest, library, software };
}

/** @returns the other where it is not there, not ours to read (by Node's permissions too), or no such file */
export function readOr<Value, Other>(other: Other, read: () => Value): Value | Other {
  try {
    return read();
  } catch (cause) {
    const isRefused = cause instanceof Error && 'code' in cause && cause.code === 'ERR_ACCESS_DENIED';
    const isSystems = cause instanceof Error && 'syscall' in cause;
    if (isRefused || isSystems || cause instanceof SyntaxError || cause instanceof z.ZodError) return other;
    throw cause;
  }
}
