/** The boards of this machine and their drivers, for whoever asks what there is rather than how it does. */
import type { DeviceDriver } from '@dumont/protocol';
import type { BoardIdentity } from './board.ts';
import { DrmBoard } from './drm-board.ts';
import { Nvml } from './nvml.ts';

export interface KnownBoard {
  readonly identity: BoardIdentity;
  /** Of PCI; null where nobody says. */
  readonly vendorId: number | null;
  readonly driver: DeviceDriver;
}

export const NVIDIA = 0x10de;

/** @param library left out it is the system's NVML @returns NVIDIA's first, in the order of their slots */
export async function identifyBoards(library?: string): Promise<KnownBoard[]> {
  const drm = process.platform === 'linux' ? DrmBoard.list() : [];
  return [
    ...(await identifyNvidia(library)),
    ...drm.map(({ identity, vendorId }) => ({
      ...{ identity, vendorId },
      // A part of the kernel: it has no version of its own.
      driver: { name: identity.driver, version: null, api: null },
    })),
  ];
}

async function identifyNvidia(library?: string): Promise<KnownBoard[]> {
  const nvml = await Nvml.open(library);
  if (nvml === null) return [];
  try {
    const cuda = nvml.cudaVersion();
    const api = cuda === null ? null : `CUDA ${cuda}`;
    return nvml.boards().map(({ identity }) => ({
      ...{ identity, vendorId: NVIDIA },
      driver: { name: 'NVIDIA', version: identity.driver, api },
    }));
  } finally {
    nvml.close();
  }
}
