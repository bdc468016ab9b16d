/** The boards of this machine, whoever made them. */
import type { Board } from './board.ts';
import { DrmBoard } from './drm-board.ts';
import { IoBoard } from './io-board.ts';
import { IoRegistry } from './io-registry.ts';
import { Nvml } from './nvml.ts';
import { Pdh } from './pdh-query.ts';
import { WindowsBoard, WindowsCounters } from './windows-board.ts';

export interface Boards<Kind extends Board = Board> {
  readonly boards: readonly Kind[];
  /** Ends what they are asked through. May be called again. */
  readonly close: () => void;
}

export async function openBoards(): Promise<Boards> {
  if (process.platform === 'darwin') return openIoBoards();
  const nvml = await Nvml.open();
  // NVIDIA's own word is fuller, and a board may not be there twice.
  if (process.platform === 'win32' && nvml === null) return openWindowsBoards();
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

/** Of any maker. */
async function openWindowsBoards(): Promise<Boards<WindowsBoard>> {
  const pdh = await Pdh.open();
  const counters = pdh === null ? null : WindowsCounters.open(pdh);
  return closedOnce(counters === null ? [] : WindowsBoard.list(counters), () => counters?.close());
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
