/** The processes that are measured, and whether they have become more than any engine needs. */
import { listTree } from '../../host/process-tree.ts';

/** An engine is one process. One that starts a helper on each core is still far below. */
export const MOST_PROCESSES = 64;

export interface TreeOptions {
  /** Processes at the top of the tree that are not measured: a sandbox's own, each the only child of the one before. */
  readonly wrappers: number;
  /** Called once, with the first count above `MOST_PROCESSES`, by whoever lists the tree. */
  readonly onTooManyProcesses: (count: number) => void;
}

export class WatchedTree {
  readonly root: number;
  readonly #options: TreeOptions;
  #exceeded = false;

  constructor(root: number, options: TreeOptions) {
    this.root = root;
    this.#options = options;
  }

  /** @returns the measured processes, parents before children; none when they are gone */
  async list(): Promise<number[]> {
    const pids = (await listTree(this.root)).slice(this.#options.wrappers);
    if (!this.#exceeded && pids.length > MOST_PROCESSES) {
      this.#exceeded = true;
      this.#options.onTooManyProcesses(pids.length);
    }
    return pids;
  }
}
