/** What a provider's library lacks on this machine, and what mends it. Linux: elsewhere the loader alone knows. */
import path from 'node:path';
import { findVulkanDrivers } from '@dumont/engines/manifests';
import type { ExecutionProvider } from '@dumont/protocol';
import { loaderFolders } from './find-stored.ts';
import { openLibrary, systemLoader, type Loader } from './loader.ts';
import { missingLibraries, type MissingLibrary } from './missing-libraries.ts';
import { providersFolder, type Place } from './place.ts';
import { cudaVersionOf, explainMissing, remediesFor, type CudaVersion, type Explained } from './remedies.ts';

export interface Inspection {
  readonly missing: readonly Explained[];
  /** Sentences. */
  readonly notes: readonly string[];
  /** Commands to type. */
  readonly remedies: readonly string[];
}

/** What its libraries are called in either version of CUDA. */
const CUDA_LIBRARIES: Readonly<Record<CudaVersion, { cufft: string; cublas: string }>> = {
  12: { cufft: 'libcufft.so.11', cublas: 'libcublas.so.12' },
  13: { cufft: 'libcufft.so.12', cublas: 'libcublas.so.13' },
};
const VULKAN = 'libvulkan.so.1';

/** @param provider that the library has; null where nobody knows @param library the provider's own file, or ONNX Runtime's where it is in that */
export function inspectLibrary(
  provider: ExecutionProvider | null,
  library: string,
  place: Place,
): Inspection {
  if (place.platform !== 'linux') return { missing: [], notes: [], remedies: [] };
  const folders = provider === null ? [] : loaderFolders(provider, place);
  const loader = systemLoader([...folders, ...searched(place)]);
  const cuda = cudaVersionOf(openLibrary(library)?.section.needed ?? []);
  const opened = openedBy(provider, cuda);
  const vulkan =
    provider === 'webgpu' ? inspectVulkan(loader, place) : { missing: [], notes: [], remedies: [] };
  const missing = [...missingLibraries(library, loader, opened), ...vulkan.missing];
  const target = providersFolder(place);
  return {
    missing: explainMissing(missing),
    notes: [...notesOfCuda(missing, cuda, library, loader), ...vulkan.notes],
    remedies: [...remediesFor(missing, { cuda: cuda ?? 13, target }), ...vulkan.remedies],
  };
}

/** @returns what a person reads after what went wrong; null where nothing is missing */
export function describeInspection({ missing, notes, remedies }: Inspection): string | null {
  if (missing.length === 0 && notes.length === 0) return null;
  const list = missing.map(({ name, partOf }) => (partOf === null ? name : `${name} (${partOf})`));
  return [
    ...(list.length === 0 ? [] : [`Not found on this machine: ${list.join(', ')}.`]),
    ...notes,
    ...(remedies.length === 0 ? [] : [`What brings them: ${remedies.join('; ')}.`]),
  ].join(' ');
}

/** By name, once it runs: the loader does not see them beforehand. */
function openedBy(provider: ExecutionProvider | null, cuda: CudaVersion | null): string[] {
  if (provider === 'webgpu') return [VULKAN];
  return provider === 'cuda' && cuda !== null ? ['libcudnn.so.9', CUDA_LIBRARIES[cuda].cufft] : [];
}

function searched({ environment }: Place): string[] {
  return (environment['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => path.isAbsolute(folder));
}

/** Libraries of one version do not serve what is built for the other. */
function notesOfCuda(
  missing: readonly MissingLibrary[],
  cuda: CudaVersion | null,
  library: string,
  loader: Loader,
): string[] {
  if (cuda === null || !missing.some(({ name }) => name === CUDA_LIBRARIES[cuda].cublas)) return [];
  const other = cuda === 12 ? 13 : 12;
  const by = openLibrary(library);
  const found = by === null ? null : loader.find(CUDA_LIBRARIES[other].cublas, by);
  if (found === null) return [];
  return [
    `${path.basename(library)} is built for CUDA ${cuda}, and this machine has CUDA ${other} (${found.path}), which does not serve it.`,
  ];
}

/** WebGPU runs by the drivers that Vulkan's loader finds. */
function inspectVulkan(
  loader: Loader,
  { environment }: Place,
): Omit<Inspection, 'missing'> & { missing: MissingLibrary[] } {
  const drivers = findVulkanDrivers(environment);
  if (drivers.length === 0) {
    return {
      missing: [],
      notes: ['There is no Vulkan driver (no file in /usr/share/vulkan/icd.d or /etc/vulkan/icd.d).'],
      remedies: ['apt-get install mesa-vulkan-drivers  # AMD, Intel; for NVIDIA: nvidia-driver'],
    };
  }
  const missing = drivers.flatMap(({ library, manifest }) => {
    const by = { path: manifest, section: { needed: [], rpath: [], runpath: [] } };
    const place = library.startsWith('.') ? path.resolve(path.dirname(manifest), library) : library;
    const found = loader.find(place, by);
    return found === null
      ? [{ name: library, neededBy: path.basename(manifest) }]
      : missingLibraries(found.path, loader);
  });
  return { missing, notes: [], remedies: [] };
}
