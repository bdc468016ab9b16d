/** The registered workers, and every status that each was said to have. */
import { moveStatus, type WorkerStatus } from '@dumont/protocol/sark';
import type { Registration } from './schemas.ts';
import { workerIdOf } from './worker-id.ts';

/** A worker that says nothing for longer is taken for faulty. */
export const SILENCE_MS = 60_000;

export interface Worker {
  readonly workerId: string;
  readonly registration: Registration;
  readonly status: WorkerStatus;
  readonly registeredAtMs: number;
  readonly lastSeenMs: number;
}

export interface StatusChange {
  readonly atMs: number;
  readonly status: WorkerStatus;
  /** `null` for a worker that the orchestrator did not know. */
  readonly previous: WorkerStatus | null;
  readonly cause: 'registration' | 'request' | 'heartbeat' | 'silence';
  /** Whether SARK allows the move. It answers 200 all the same and leaves the status as it was. */
  readonly allowed: boolean;
}

export class Workers {
  readonly #workers = new Map<string, Worker>();
  readonly #history = new Map<string, StatusChange[]>();
  #suffix = '';

  register(registration: Registration, nowMs: number) {
    const workerId = workerIdOf(registration.device_info) + this.#suffix;
    const known = this.#workers.get(workerId);
    const registeredAtMs = known?.registeredAtMs ?? nowMs;
    this.#workers.set(workerId, {
      ...{ workerId, registration: asFirstKnown(registration, known), registeredAtMs },
      ...{ status: 'active', lastSeenMs: nowMs },
    });
    const previous = known?.status ?? null;
    this.#note(workerId, { atMs: nowMs, status: 'active', previous, cause: 'registration', allowed: true });
    if (known === undefined) return { workerId, status: 'registered', action: 'created' } as const;
    const action = known.status === 'faulty' ? 'recovered' : 'updated';
    return { workerId, status: 'updated', action } as const;
  }

  /** An unknown worker is no error, only a line in the history. */
  setStatus(workerId: string, status: WorkerStatus, nowMs: number): void {
    const worker = this.#workers.get(workerId);
    const allowed = worker !== undefined && mayMove(worker.status, status);
    if (allowed) this.#workers.set(workerId, { ...worker, status });
    const previous = worker?.status ?? null;
    this.#note(workerId, { atMs: nowMs, status, previous, cause: 'request', allowed });
  }

  /** @returns null for a worker that is not known: it must register again */
  heartbeat(workerId: string, nowMs: number) {
    const worker = this.#workers.get(workerId);
    if (worker === undefined) return null;
    const previous = worker.status;
    const isBack = previous === 'faulty';
    const status = isBack ? 'active' : previous;
    this.#workers.set(workerId, { ...worker, status, lastSeenMs: nowMs });
    if (isBack) this.#note(workerId, { atMs: nowMs, status, previous, cause: 'heartbeat', allowed: true });
    return { status, previous, action: isBack ? 'recovered' : 'updated' } as const;
  }

  /** @returns the workers that have now become faulty */
  markSilent(nowMs: number): string[] {
    const silent = [...this.#workers.values()].filter(
      ({ status, lastSeenMs }) => status !== 'faulty' && nowMs - lastSeenMs > SILENCE_MS,
    );
    for (const worker of silent) {
      this.#workers.set(worker.workerId, { ...worker, status: 'faulty' });
      const change = { atMs: nowMs, status: 'faulty', previous: worker.status } as const;
      this.#note(worker.workerId, { ...change, cause: 'silence', allowed: true });
    }
    return silent.map(({ workerId }) => workerId);
  }

  get(workerId: string): Worker | undefined {
    return this.#workers.get(workerId);
  }

  list(): Worker[] {
    return [...this.#workers.values()];
  }

  /** In order; it outlives `forget`. */
  history(workerId: string): readonly StatusChange[] {
    return this.#history.get(workerId) ?? [];
  }

  forget(): void {
    this.#workers.clear();
  }

  /** From now on every device gets another id than before. */
  rename(suffix: string): void {
    this.#suffix = suffix;
    this.forget();
  }

  #note(workerId: string, change: StatusChange): void {
    const changes = this.#history.get(workerId);
    if (changes === undefined) this.#history.set(workerId, [change]);
    else changes.push(change);
  }
}

/** Like SARK, keeps the name and the compute units that a worker was first known by. */
function asFirstKnown(registration: Registration, known: Worker | undefined): Registration {
  if (known === undefined) return registration;
  const { device_name, capabilities } = known.registration;
  return { ...registration, device_name, capabilities };
}

function mayMove(from: WorkerStatus, to: WorkerStatus): boolean {
  if (from === to) return true;
  try {
    moveStatus(from, to);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
