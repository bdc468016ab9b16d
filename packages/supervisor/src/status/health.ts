/** Whether this machine can run jobs. While it cannot, the worker takes none and says so; it goes on by itself when it can again. */
import type { Logger } from 'pino';
import type { Clock } from '../time/clock.ts';
import { Doorbell } from '../time/doorbell.ts';
import type { FaultKind, WorkerState } from './worker-state.ts';

export interface HealthCheck {
  readonly kind: FaultKind;
  /** @returns what is wrong, in words for a person, or null */
  readonly check: () => Promise<string | null>;
  /** The same by a closer look, too dear for every time. */
  readonly prove?: () => Promise<string | null>;
}

export interface HealthOptions {
  readonly checks: readonly HealthCheck[];
  readonly state: WorkerState;
  readonly clock: Clock;
  readonly log: Logger;
}

const INTERVAL_MS = 30_000;
const FAULTY_INTERVAL_MS = 5000;

export class Health {
  readonly #options: HealthOptions;
  readonly #bell = new Doorbell();
  readonly #checks: HealthCheck[];
  #faultless = new AbortController();

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#checks = [...options.checks];
  }

  /** One more, done at once and from now on. */
  async add(check: HealthCheck): Promise<void> {
    this.#checks.push(check);
    await this.#do(check);
  }

  /** Aborted as soon as something is wrong; another one once nothing is. */
  get faultless(): AbortSignal {
    return this.#faultless.signal;
  }

  /** Found out otherwise, such as by a job; the check of this kind finds out when it is over. */
  report(kind: FaultKind, reason: string): void {
    this.#options.state.fault(kind, reason);
    this.#options.log.error({ kind }, `no jobs are taken: ${reason}`);
    this.#faultless.abort();
  }

  /** In one step: whoever sees that nothing is wrong finds a signal that is not aborted. */
  recovered(kind: FaultKind): void {
    const { state, log } = this.#options;
    state.recovered(kind);
    if (state.isFaulty || !this.#faultless.signal.aborted) return;
    this.#faultless = new AbortController();
    log.info('jobs are taken again');
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, state } = this.#options;
    while (!signal.aborted) {
      await this.checkAll(signal);
      // A job may find out what is wrong at any time: whether that is over is asked no later than after a fault that a check has found.
      await clock.sleep(INTERVAL_MS, AbortSignal.any([signal, this.faultless]));
      if (state.isFaulty) await clock.sleep(FAULTY_INTERVAL_MS, signal);
    }
  }

  /** As far as it gets until the signal is aborted. */
  async checkAll(signal: AbortSignal): Promise<void> {
    for (const check of this.#checks) {
      if (signal.aborted) return;
      await this.#do(check);
    }
  }

  async #do({ kind, check, prove = check }: HealthCheck): Promise<void> {
    const isKnown = this.#options.state.hasFault(kind);
    // What only the closer look found is gone only when that says so.
    const problem = await (isKnown ? prove() : check());
    if (problem === null) this.recovered(kind);
    else if (!isKnown) this.report(kind, problem);
  }

  /** Whether a fault that somebody else speaks of is there. @returns what is wrong, as this machine itself finds out, or null */
  async prove(kind: FaultKind): Promise<string | null> {
    const known = this.#checks.find((check) => check.kind === kind);
    return known === undefined ? null : (known.prove ?? known.check)();
  }

  /** Resolves when jobs may be taken, or the signal is aborted. */
  async untilFaultless(signal: AbortSignal): Promise<void> {
    while (this.#faultless.signal.aborted && !signal.aborted) {
      await this.#bell.wait(this.#options.clock, INTERVAL_MS, signal);
    }
  }
}
