/** Registers the worker, again whenever that is needed, and remembers the id that the orchestrator gives it. */
import type { Registration } from '@dumont/protocol/sark';
import type { Logger } from 'pino';
import { WAY_OUT, wrongBeliefs } from './beliefs.ts';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { Trouble } from '../log/trouble.ts';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';

const RETRY = { firstMs: 500, longestMs: 15_000 };

export interface RegistrarOptions {
  readonly orchestrator: Orchestrator;
  /** What there is to register now. */
  readonly registration: () => Registration;
  readonly log: Logger;
  /** Whether the id is another worker's, taken over from it. */
  readonly isTakenOver: boolean;
  /** Keeps the id for the next start. */
  readonly onWorkerId: (workerId: string) => Promise<void>;
}

export class Registrar {
  readonly #options: RegistrarOptions;
  #workerId: string | null;
  #isTakenOver: boolean;
  #registered = false;

  /** @param workerId as it was the last time */
  constructor(workerId: string | null, options: RegistrarOptions) {
    this.#workerId = workerId;
    this.#options = options;
    this.#isTakenOver = options.isTakenOver;
  }

  get workerId(): string | null {
    return this.#workerId;
  }

  get isRegistered(): boolean {
    return this.#registered;
  }

  /** What was registered is no longer so. */
  outdated(): void {
    this.#registered = false;
  }

  /**
   * Known from before, the worker begins without its orchestrator, and registers as soon as that is there.
   * @returns null where the signal was aborted first
   */
  async firstWorkerId(clock: Clock, signal: AbortSignal): Promise<string | null> {
    const trouble = new Trouble();
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await this.register(signal);
      } catch (error) {
        if (error === signal.reason) return null;
        if (!(error instanceof OrchestratorError)) throw error;
        this.#options.log[trouble.levelOf(error)]({ err: error }, 'not registered yet: trying again');
        if (this.#workerId !== null && error.failure === 'away') return this.#workerId;
      }
      await clock.sleep(backoffMs(attempt, RETRY), signal);
    }
    return null;
  }

  /** @throws OrchestratorError */
  async register(signal: AbortSignal): Promise<string> {
    const orchestrator = this.#options.orchestrator.until(signal);
    const registration = this.#options.registration();
    const workerId =
      (await this.#answersToTaken(orchestrator)) ?? (await this.#registerWith(orchestrator, registration));
    this.#registered = true;
    await this.#compareBeliefs(orchestrator, workerId, registration);
    return workerId;
  }

  /** Registering would give the worker the id that its device has: one that was taken over is held by being used. */
  async #answersToTaken(orchestrator: Orchestrator): Promise<string | null> {
    const { log } = this.#options;
    const workerId = this.#workerId;
    if (!this.#isTakenOver || workerId === null) return null;
    try {
      await orchestrator.beat(workerId, Date.now());
      log.info({ workerId }, 'the orchestrator answers to the id that was taken over');
      return workerId;
    } catch (error) {
      if (!(error instanceof OrchestratorError) || error.failure !== 'forgotten') throw error;
      log.warn({ workerId }, 'the orchestrator has forgotten the id that was taken over');
      this.#isTakenOver = false;
      return null;
    }
  }

  async #registerWith(orchestrator: Orchestrator, registration: Registration): Promise<string> {
    const { log, onWorkerId } = this.#options;
    const { workerId, action } = await orchestrator.register(registration);
    log.info(
      { workerId, action, capabilities: registration.capabilities },
      'registered with the orchestrator',
    );
    if (workerId !== this.#workerId) {
      this.#workerId = workerId;
      await onWorkerId(workerId);
    }
    return workerId;
  }

  async #compareBeliefs(
    orchestrator: Orchestrator,
    workerId: string,
    registration: Registration,
  ): Promise<void> {
    const believed = await orchestrator.believed(workerId);
    const wrong = believed === null ? [] : wrongBeliefs(believed, registration);
    if (wrong.length === 0) return;
    this.#options.log.warn({ wrong, wayOut: WAY_OUT }, 'the orchestrator believes otherwise of this worker');
  }
}
