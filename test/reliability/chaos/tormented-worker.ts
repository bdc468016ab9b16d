/** One worker, and what is done to it: started again after each end, on the same data folder. */
import { setTimeout as delay } from 'node:timers/promises';
import { claimedKey } from '@dumont/supervisor';
import { queuesInOrder } from '@dumont/protocol/sark';
import type { Fleet } from '../fleet/fleet.ts';
import type { FleetLine, Stage } from '../fleet/stages.ts';
import type { StagedWorker } from '../fleet/staged-worker.ts';
import type { Outcome } from '../../../tools/worker/worker-process.ts';
import type { Attack } from './plan.ts';

export interface Hooks {
  readonly onLine: (line: FleetLine) => void;
  readonly onAttack: (attack: Attack, stage: Stage) => void;
}

/** By then the last line that a stopped worker wrote has been read. */
const LINES_READ_MS = 50;

export class TormentedWorker {
  readonly #fleet: Fleet;
  readonly #name: string;
  readonly #leaseMs: number;
  readonly #hooks: Hooks;
  #process: StagedWorker;
  #workerId: string | null = null;

  constructor(fleet: Fleet, name: string, leaseMs: number, hooks: Hooks) {
    this.#fleet = fleet;
    this.#name = name;
    this.#leaseMs = leaseMs;
    this.#hooks = hooks;
    this.#process = this.#start();
  }

  /** What the orchestrator calls it; null until that is known. */
  get workerId(): string | null {
    return this.#process.workerId ?? this.#workerId;
  }

  /** Takes attacks from the plan until none is left. @throws Error where the worker ends by itself */
  async suffer(plan: Iterator<Attack>, signal: AbortSignal): Promise<void> {
    for (let next = plan.next(); next.done !== true && !signal.aborted; next = plan.next()) {
      await this.#await(next.value, signal);
      if (this.#process.outcome !== null) throw this.#unexpectedEnd();
      if (next.value.kind === 'kill') await this.#kill(next.value);
      else await this.#stop(next.value);
    }
  }

  /** Ends it as a user would. @returns its exit code or signal; killed where it does not end within `ms` */
  async end(ms: number): Promise<Outcome> {
    // Before that it does not listen for signals.
    if (this.#process.stage === 'start') await this.#process.reaches('idle', AbortSignal.timeout(ms));
    return this.#process.end(ms);
  }

  async #await({ stage, times, delayMs }: Attack, signal: AbortSignal): Promise<void> {
    for (let time = 0; time < times; time += 1) await this.#process.reaches(stage, signal);
    await delay(delayMs);
  }

  async #kill(attack: Attack): Promise<void> {
    await this.#end();
    this.#hooks.onAttack(attack, await this.#exactStage());
    this.#process = this.#start();
  }

  async #stop(attack: Attack): Promise<void> {
    this.#process.signal('SIGSTOP');
    const over = delay(this.#leaseMs * (1 + attack.overstay));
    await delay(LINES_READ_MS);
    this.#hooks.onAttack(attack, await this.#exactStage());
    await over;
    if (!attack.isFinal) {
      this.#process.signal('SIGCONT');
      return;
    }
    await this.#end();
    this.#process = this.#start();
  }

  async #end(): Promise<void> {
    this.#process.signal('SIGKILL');
    await this.#process.ended;
    this.#workerId = this.workerId;
  }

  /** The log does not tell everything: a job may be claimed and not be known to be, a result be written and not be known to be. */
  async #exactStage(): Promise<Stage> {
    const { stage } = this.#process;
    if (stage === 'outbox' || stage === 'ack') {
      return (await this.#fleet.outboxOf(this.#name)) > 0 ? 'ack' : stage;
    }
    if (stage !== 'idle' || this.workerId === null || this.#fleet.client.status !== 'ready') return stage;
    const lists = queuesInOrder(this.workerId, ['CPU (ONNX)']).map((queue) =>
      claimedKey(queue, this.workerId ?? ''),
    );
    const claimed = await this.#fleet.client.exists(...lists);
    return claimed > 0 ? 'claim' : 'idle';
  }

  #start(): StagedWorker {
    return this.#fleet.start(this.#name, this.#hooks.onLine);
  }

  #unexpectedEnd(): Error {
    const { outcome } = this.#process;
    return new Error(
      `${this.#name} ended by itself (${String(outcome)}); its last lines:\n${this.#process.lastLines()}`,
    );
  }
}
