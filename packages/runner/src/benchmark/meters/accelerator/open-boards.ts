/** The boards of this machine, whoever made them. */
import type { Board } from './board.ts';
import { DrmBoard } from './drm-board.ts';
import { Nvml } from './nvml.ts';

export interface Boards {
  readonly boards: readonly Board[];
  /** Ends what they are asked through. May be called again. */
  close(): void;
}

export async function openBoards(): Promise<Boards> {
  const nvml = await Nvml.open();
  const drm = process.platform === 'linux' ? DrmBoard.list() : [];
  let isOpen = true;
  return {
    boards: [...(nvml?.boards() ?? []), ...drm],
    close() {
      if (isOpen) nvml?.close();
      isOpen = false;
    },
  };
}
