/** What the accelerator's board does in the phase, asked of its driver from outside the process. */
import { BoardWatch, type BoardReading } from './accelerator/board-watch.ts';
import { chooseBoard } from './accelerator/choose-board.ts';
import { openBoards, type Boards } from './accelerator/open-boards.ts';
import type { Meter, Metered } from './meter.ts';

/** A look takes some 0.3 ms where processes are listed, and the timer its part: at this rate below half a percent of a core. */
const INTERVAL_MS = 200;

/**
 * Of every board until the model is loaded, then of the one that runs it. None where the model runs on the CPU, and where nobody can
 * tell by which board it is run.
 */
export type AcceleratorReading = readonly BoardReading[];

type Watched = Pick<Metered, 'tree' | 'provider' | 'onUsage'>;

export async function openAccelerator(
  metered: Metered,
  open: () => Promise<Boards> = openBoards,
): Promise<Meter<AcceleratorReading>> {
  if (!metered.usesAccelerator) return NOTHING;
  const opened = await open();
  if (opened.boards.length > 0) return new AcceleratorMeter(metered, opened);
  opened.close();
  return NOTHING;
}

const NOTHING: Meter<AcceleratorReading> = {
  begin: () => Promise.resolve(),
  end: () => Promise.resolve([]),
};

class AcceleratorMeter implements Meter<AcceleratorReading> {
  readonly #metered: Watched;
  readonly #boards: Boards;
  #watches: readonly BoardWatch[];
  #isChosen = false;
  #pids: readonly number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;

  constructor(metered: Watched, boards: Boards) {
    this.#metered = metered;
    this.#boards = boards;
    this.#watches = boards.boards.map((board) => new BoardWatch(board));
  }

  async begin(): Promise<void> {
    this.#choose();
    this.#pids = await this.#metered.tree.list();
    const nowMs = performance.now();
    for (const watch of this.#watches) watch.begin(this.#pids, nowMs);
    // Of many boards each is looked at less often: all looks together cost what those at one board do.
    this.#timer = setInterval(this.#look, INTERVAL_MS * Math.max(1, this.#watches.length));
  }

  async end(): Promise<AcceleratorReading> {
    clearInterval(this.#timer);
    const nowMs = performance.now();
    this.#metered.onUsage({ gpuPercent: null, powerW: null });
    if (this.#failure !== undefined) throw new Error('cannot read the accelerator', { cause: this.#failure });
    // One that has ended since is known by its number still.
    this.#pids = [...new Set([...this.#pids, ...(await this.#metered.tree.list())])];
    return this.#watches.map((watch) => watch.end(this.#pids, nowMs));
  }

  close(): void {
    clearInterval(this.#timer);
    this.#boards.close();
  }

  /** Once the model is loaded: before, its memory lies nowhere. */
  #choose(): void {
    const candidates = this.#watches.flatMap(({ identity, last, grownBytes }) =>
      last === null ? [] : [{ identity, processBytes: last.processBytes, grownBytes }],
    );
    if (this.#isChosen || candidates.length === 0) return;
    this.#isChosen = true;
    const index = chooseBoard(candidates, this.#metered.provider());
    this.#watches = index === null ? [] : this.#watches.slice(index, index + 1);
  }

  /** Only of the one board that runs the model. */
  #publish(): void {
    const look = this.#isChosen ? (this.#watches[0]?.last ?? null) : null;
    if (look === null) return;
    this.#metered.onUsage({ gpuPercent: look.utilizationPercent, powerW: look.powerW });
  }

  /** Nobody waits for a timer, so its error is kept for the next call. */
  readonly #look = (): void => {
    try {
      for (const watch of this.#watches) watch.look(this.#pids);
      this.#publish();
    } catch (error) {
      this.#failure ??= error;
      clearInterval(this.#timer);
    }
  };
}
