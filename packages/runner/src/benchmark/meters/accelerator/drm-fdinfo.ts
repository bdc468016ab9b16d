/**
 * What Linux's graphics drivers say of a process in `/proc/<pid>/fdinfo/<descriptor>` (kernel documentation: "DRM client usage stats").
 * NVIDIA's own driver says nothing there. Pure.
 */

export interface DrmClient {
  /** The device's place on its bus, such as `0000:03:00.0`. */
  readonly device: string;
  /** Several descriptors of one client have the same: they are counted once. */
  readonly client: string;
  /** Resident device memory in bytes. */
  readonly residentBytes: number;
}

/** Memory of the machine rather than of the board. */
const HOST_REGIONS = new Set(['gtt', 'cpu', 'system', 'smem']);

/** Newer kernels say `resident`, older ones only how much is allocated. */
const MEMORY = /^drm-(resident|memory)-(\S+):\s*(\d+)\s*(KiB|MiB)?$/gm;

/** @returns null where the descriptor is none of a graphics device */
export function parseFdinfo(text: string): DrmClient | null {
  const device = /^drm-pdev:\s*(\S+)$/m.exec(text)?.[1];
  const client = /^drm-client-id:\s*(\d+)$/m.exec(text)?.[1];
  if (device === undefined || client === undefined) return null;
  const regions = new Map<string, number>();
  for (const [, kind, region = '', amount, unit] of text.matchAll(MEMORY)) {
    if (HOST_REGIONS.has(region) || (kind === 'memory' && regions.has(region))) continue;
    regions.set(region, Number(amount) * (unit === 'MiB' ? 2 ** 20 : unit === 'KiB' ? 1024 : 1));
  }
  return { device, client, residentBytes: [...regions.values()].reduce((sum, bytes) => sum + bytes, 0) };
}
