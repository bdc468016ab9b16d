/** Registers the worker, again whenever that is needed, and remembers the id that the orchestrator gives it. */
import type { Registration } from '@dumont/protocol';
import type { Logger } from 'pino';
import type { OrchestratorClient } from './client.ts';

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

  /** @throws OrchestratorError */
  async register(): Promise<string> {
    const { client, log, onWorkerId } = this.#options;
    const registration = this.#options.registration();
    const { worker_id: workerId, action } = await client.register(registration);
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
