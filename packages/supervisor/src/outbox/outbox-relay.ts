/** Publishes what is in the outbox, again and again until it has been taken. */
import { messageOf } from '@dumont/protocol';
import type { Logger } from 'pino';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';
import { Doorbell } from '../time/doorbell.ts';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import type { Acknowledgement } from '../orchestrator/claim.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

export interface OutboxRelayOptions {
  readonly outbox: Outbox;
  /** Hands the result on. @throws OrchestratorError */
  readonly send: (entry: OutboxEntry) => Promise<Acknowledgement>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onPublished: (entry: OutboxEntry, answer: Acknowledgement) => void;
  /** A published result cannot be deleted from the disk. */
  readonly onStuck: (reason: string) => void;
}

const RETRY = { firstMs: 200, longestMs: 4000 };
/** With nothing to publish, the loop sleeps until it is rung. */
const IDLE_MS = 3_600_000;

export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #bell = new Doorbell();
  readonly #waiting = new Map<OutboxEntry, { readonly done: () => void; readonly onDelay: () => void }>();
  /** Those that are only to be deleted. */
  readonly #published = new Set<OutboxEntry>();
  #isStuck = false;
  #failures = 0;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
  }

  /** There may be something to do: a new entry, or the queues are there again. */
  ring(): void {
    this.#bell.ring();
  }

  /**
   * Resolves when the result is published, or the signal is aborted; the loop must be running.
   * @param onDelay called at each try in vain
   */
  async publish(
    entry: OutboxEntry,
    signal: AbortSignal,
    onDelay: () => void = () => undefined,
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const done = (): void => {
      resolve(undefined);
    };
    this.#waiting.set(entry, { done, onDelay });
    signal.addEventListener('abort', done, { once: true });
    this.ring();
    if (!signal.aborted) await promise;
    signal.removeEventListener('abort', done);
  }

  /** The loop: until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#failures = (await this.#publishAll()) ? 0 : this.#failures + 1;
      const isDone = this.#failures === 0 && this.#published.size === 0;
      const wait = isDone ? IDLE_MS : backoffMs(Math.max(1, this.#failures), RETRY);
      await this.#bell.wait(this.#options.clock, wait, signal);
    }
  }

  /** @returns false where one was not taken; those after it were tried where it alone was refused */
  async #publishAll(): Promise<boolean> {
    let failed = false;
    for (const entry of this.#options.outbox.entries) {
      try {
        await this.#publishOne(entry);
      } catch (error) {
        const level = this.#failures === 0 && !failed ? 'warn' : 'debug';
        const words = 'the result cannot be published now: it waits in the outbox';
        this.#options.log[level]({ err: error, jobId: entry.jobId }, words);
        failed = true;
        const isRefused = error instanceof OrchestratorError && error.failure === 'refused';
        this.#delay(isRefused ? [entry] : [...this.#waiting.keys()]);
        if (!isRefused) break;
      }
    }
    if (failed) await this.#writeMissing();
    return !failed;
  }

  /** What waits had better be on disk: there may be room again. */
  async #writeMissing(): Promise<void> {
    const { outbox, log } = this.#options;
    await outbox.writeMissing().catch((error: unknown) => {
      log.debug({ err: error }, 'a result that waits is still in memory alone');
    });
  }

  #delay(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#waiting.get(entry)?.onDelay();
  }

  /** @throws OrchestratorError */
  async #publishOne(entry: OutboxEntry): Promise<void> {
    const { send, log, onPublished } = this.#options;
    if (this.#published.has(entry)) return this.#delete(entry);
    const answer = await send(entry);
    this.#published.add(entry);
    await this.#delete(entry);
    log.info(
      { jobId: entry.jobId },
      answer === 'OK' ? 'result published' : 'result had been published before',
    );
    onPublished(entry, answer);
    this.#waiting.get(entry)?.done();
    this.#waiting.delete(entry);
  }

  /** One whose file cannot be deleted is done with all the same: found again by a later start, it is found to be published. */
  async #delete(entry: OutboxEntry): Promise<void> {
    const { outbox, onStuck } = this.#options;
    try {
      await outbox.remove(entry);
      this.#published.delete(entry);
      if (this.#published.size === 0) this.#isStuck = false;
    } catch (error) {
      if (!this.#isStuck) onStuck(`a published result cannot be deleted: ${messageOf(error)}`);
      this.#isStuck = true;
    }
  }
}
