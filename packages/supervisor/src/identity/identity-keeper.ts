/** Keeps the worker's identity on disk. A disk that does not take it is the machine's fault, and ends nothing. */
import { messageOf } from '@dumont/protocol';
import type { HealthCheck } from '../status/health.ts';
import { isIdentityKept, keepIdentity, type Identity } from './identity.ts';

export class IdentityKeeper {
  readonly #folder: string;
  readonly #onProblem: (problem: string) => void;
  #identity: Identity;
  #isKept = false;

  constructor(folder: string, identity: Identity, onProblem: (problem: string) => void) {
    this.#folder = folder;
    this.#identity = identity;
    this.#onProblem = onProblem;
  }

  /** As the orchestrator called this worker last; null before it has registered. */
  get workerId(): string | null {
    return this.#identity.workerId;
  }

  get isTakenOver(): boolean {
    return this.#identity.isTakenOver;
  }

  /** Never rejects: what is not kept now is kept by the check. */
  async keep(workerId: string): Promise<void> {
    this.#identity = { ...this.#identity, workerId, isTakenOver: false };
    this.#isKept = false;
    const problem = await this.check.check();
    if (problem !== null) this.#onProblem(problem);
  }

  readonly check: HealthCheck = {
    kind: 'identity',
    check: async () => {
      const identity = this.#identity;
      try {
        // The folder may have been deleted meanwhile.
        if (this.#isKept && (await isIdentityKept(this.#folder))) return null;
        await keepIdentity(this.#folder, identity);
      } catch (error) {
        return `the worker's identity cannot be written to ${this.#folder}: ${messageOf(error)}`;
      }
      // It may have got another id meanwhile.
      this.#isKept = identity === this.#identity;
      return null;
    },
  };
}
