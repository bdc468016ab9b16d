/** What the accelerator's board does in the phase, asked of its driver from outside the process. */
import { BoardWatch, type BoardReading } from './accelerator/board-watch.ts';
import { openBoards, type Boards } from './accelerator/open-boards.ts';
import type { Meter, Metered } from './meter.ts';
import type { WatchedTree } from './watched-tree.ts';

/** A look takes up to 0.4 ms where processes are listed: at this rate below half a percent of a core. */
const INTERVAL_MS = 100;

/** Null where the model runs on the CPU, and where nobody can tell by which board it is run. */
export type AcceleratorReading = BoardReading | null;

export async function openAccelerator(
  { tree, usesAccelerator }: Metered,
  open: () => Promise<Boards> = openBoards,
): Promise<Meter<AcceleratorReading>> {
  if (!usesAccelerator) return NOTHING;
  const opened = await open();
  const [board, ...others] = opened.boards;
  // Which of several it is, no driver tells of an idle process.
  if (board !== undefined && others.length === 0)
    return new AcceleratorMeter(tree, new BoardWatch(board), opened);
  opened.close();
  return NOTHING;
}

const NOTHING: Meter<AcceleratorReading> = {
  begin: () => Promise.resolve(),
  end: () => Promise.resolve(null),
};

class AcceleratorMeter implements Meter<AcceleratorReading> {
  readonly #tree: WatchedTree;
  readonly #watch: BoardWatch;
  readonly #boards: Boards;
  #pids: readonly number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;

  constructor(tree: WatchedTree, watch: BoardWatch, boards: Boards) {
    this.#tree = tree;
    this.#watch = watch;
    this.#boards = boards;
  }

  async begin(): Promise<void> {
    this.#pids = await this.#tree.list();
    this.#watch.begin(this.#pids, performance.now());
    this.#timer = setInterval(this.#look, INTERVAL_MS);
  }

  async end(): Promise<AcceleratorReading> {
    clearInterval(this.#timer);
    const nowMs = performance.now();
    if (this.#failure !== undefined) throw new Error('cannot read the accelerator', { cause: this.#failure });
    // One that has ended since is known by its number still.
    this.#pids = [...new Set([...this.#pids, ...(await this.#tree.list())])];
    return this.#watch.end(this.#pids, nowMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#boards.close();
  }

  /** Nobody waits for a timer, so its error is kept for the next call. */
  readonly #look = (): void => {
    try {
      this.#watch.look(this.#pids);
    } catch (error) {
      this.#failure ??= error;
      clearInterval(this.#timer);
    }
  };
}
