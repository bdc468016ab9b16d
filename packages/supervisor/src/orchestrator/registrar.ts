/** Registers the worker, again whenever that is needed, and remembers the id that the orchestrator gives it. */
import type { Registration } from '@dumont/protocol';
import type { Logger } from 'pino';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';
import type { OrchestratorClient } from './client.ts';
import { Trouble } from '../trouble.ts';
import { OrchestratorError } from './orchestrator-error.ts';

const RETRY = { firstMs: 500, longestMs: 15_000 };

export interface RegistrarOptions {
  readonly client: OrchestratorClient;
  /** What there is to register now. */
  readonly registration: () => Registration;
  readonly log: Logger;
  /** Keeps the id for the next start. */
  readonly onWorkerId: (workerId: string) => Promise<void>;
}

export class Registrar {
  readonly #options: RegistrarOptions;
  #workerId: string | null;
  #registered = false;

  /** @param workerId as it was the last time */
  constructor(workerId: string | null, options: RegistrarOptions) {
    this.#workerId = workerId;
    this.#options = options;
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
        if (this.#workerId !== null && error.isAway) return this.#workerId;
      }
      await clock.sleep(backoffMs(attempt, RETRY), signal);
    }
    return null;
  }

  /** @throws OrchestratorError */
  async register(signal: AbortSignal): Promise<string> {
    const { client, log, onWorkerId } = this.#options;
    const registration = this.#options.registration();
    const { worker_id: workerId, action } = await client.until(signal).register(registration);
    this.#registered = true;
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
}
