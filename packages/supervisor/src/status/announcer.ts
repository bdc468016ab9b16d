/** Keeps the orchestrator's view of this worker's status in step with the truth, move by move, whenever it can be reached. */
import type { WorkerStatus } from '@dumont/protocol/sark';
import type { Logger } from 'pino';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';
import { after } from '../time/after.ts';
import { Doorbell } from '../time/doorbell.ts';
import { Trouble } from '../log/trouble.ts';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { statusPath } from './status-path.ts';

export interface AnnouncerOptions {
  readonly send: (status: WorkerStatus, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

const RETRY = { firstMs: 500, longestMs: 15_000 };
const IDLE_MS = 3_600_000;
/** What the worker did last is still told; but an orchestrator that does not answer holds no worker that ends. */
const LAST_WORDS_MS = 500;

export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #bell = new Doorbell();
  /** What the orchestrator was last told, or has told. */
  #known: WorkerStatus = 'active';
  #wanted: WorkerStatus = 'active';
  readonly #trouble = new Trouble();
  #failures = 0;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  announce(status: WorkerStatus): void {
    this.#wanted = status;
    this.#bell.ring();
  }

  /** The orchestrator says what it believes: after a silence it takes the worker for faulty. */
  learn(status: WorkerStatus): void {
    if (status === this.#known) return;
    this.#known = status;
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    const ended = after(signal, LAST_WORDS_MS);
    while (!signal.aborted) {
      await this.catchUp(ended);
      const wait = this.#failures > 0 ? backoffMs(this.#failures, RETRY) : IDLE_MS;
      await this.#bell.wait(this.#options.clock, wait, signal);
    }
  }

  /** Sends the moves that are missing, as far as it gets. */
  async catchUp(signal: AbortSignal): Promise<void> {
    for (;;) {
      const [next] = statusPath(this.#known, this.#wanted);
      if (next === undefined) return;
      try {
        await this.#options.send(next, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof OrchestratorError)) throw error;
        this.#failures += 1;
        this.#options.log[this.#trouble.levelOf(error)](
          { err: error, status: next },
          'the status cannot be told now',
        );
        return;
      }
      this.#failures = 0;
      this.#trouble.over();
      this.#known = next;
    }
  }
}
