/** The accelerators that a process can be given one of. */
import type { BoardIdentity } from './board.ts';
import { Nvml } from './nvml.ts';

/** @param library left out it is the system's NVML @returns uuids: CUDA takes them in `CUDA_VISIBLE_DEVICES`; other makers' cards cannot be given one by one */
export async function listCards(library?: string): Promise<string[]> {
  return (await identifyCards(library)).map(({ uuid }) => uuid);
}

/** @returns the same cards, in the order of their slots */
export async function identifyCards(library?: string): Promise<BoardIdentity[]> {
  const nvml = await Nvml.open(library);
  if (nvml === null) return [];
  try {
    return nvml.boards().map(({ identity }) => identity);
  } finally {
    nvml.close();
  }
}
