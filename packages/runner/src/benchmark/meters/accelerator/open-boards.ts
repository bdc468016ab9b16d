/** The boards of this machine, whoever made them. */
import type { Board } from './board.ts';
import { DrmBoard } from './drm-board.ts';
import { IoBoard } from './io-board.ts';
import { IoRegistry } from './io-registry.ts';
import { Nvml } from './nvml.ts';

export interface Boards<Kind extends Board = Board> {
  readonly boards: readonly Kind[];
  /** Ends what they are asked through. May be called again. */
  readonly close: () => void;
}

export async function openBoards(): Promise<Boards> {
  if (process.platform === 'darwin') return openIoBoards();
  const nvml = await Nvml.open();
  const drm = process.platform === 'linux' ? DrmBoard.list() : [];
  return closedOnce([...(nvml?.boards() ?? []), ...drm], () => nvml?.close());
}

/** Those of a Mac, which also tell the time that they spend on a process. */
export async function openIoBoards(): Promise<Boards<IoBoard>> {
  const registry = await IoRegistry.open();
  const boards = registry === null ? [] : IoBoard.list(registry);
  return closedOnce(boards, () => {
    for (const board of boards) board.close();
  });
}

function closedOnce<Kind extends Board>(boards: readonly Kind[], close: () => void): Boards<Kind> {
  let isOpen = true;
  return {
    boards,
    close: () => {
      if (isOpen) close();
      isOpen = false;
    },
  };
}
