/** Where a worker's jobs come from: its queues in order of priority, claimed one at a time, and given back if need be. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Hit } from './blocked-wait.ts';
import { giveBackStrays, tellRefusal } from './give-back-strays.ts';
import type { Idle } from './idle.ts';
import type { RawId } from './job-id.ts';
import type { Claim, Counts, HeldJob, QueueClient } from './queue-client.ts';

export interface JobSourceOptions {
  /** The most urgent first. */
  readonly queues: readonly QueueClient[];
  readonly leaseMs: number;
  readonly idle: Idle;
  readonly log: Logger;
  /** True for a run whose result is on its way: its job is let go of by publishing. */
  readonly isPublishing: (job: HeldJob) => boolean;
}

export class JobSource {
  readonly #options: JobSourceOptions;
  readonly #claims = new Set<Claim>();
  /** What is in the claimed lists may differ from what is known here. */
  #uncertain = true;
  /** Until the first look at them, it is an earlier process of this worker that has left something there. */
  #fresh = true;

  constructor(options: JobSourceOptions) {
    this.#options = options;
  }

  /** Those being worked on. */
  get claims(): ReadonlySet<Claim> {
    return this.#claims;
  }

  /**
   * Waits for a job and claims it.
   * @returns null where the signal was aborted; nothing is claimed then
   * @throws whatever Redis rejects with: what became of the claim is found out at the next call
   */
  async next(signal: AbortSignal): Promise<Claim | null> {
    const { idle, log } = this.#options;
    try {
      if (this.#uncertain) await this.#reconcile();
      let claim = await this.#claimFirst();
      if (claim === null) log.info('waiting for jobs');
      while (claim === null && !signal.aborted) {
        claim = await this.#waitAndClaim(signal);
        if (claim === null && idle.asks) claim = await this.#claimFirst();
      }
      return claim;
    } catch (error) {
      this.#uncertain = true;
      throw error;
    }
  }

  /** Gives the job back. */
  async release(claim: Claim, counts: Counts): Promise<void> {
    await this.#clientOf(claim.queue).release(claim, counts);
    this.#claims.delete(claim);
  }

  /** It could not be given back: that is made up for before the next claim. */
  abandon(claim: Claim): void {
    this.#claims.delete(claim);
    this.#uncertain = true;
  }

  /** The job's result is published. */
  forget(claim: Claim): void {
    this.#claims.delete(claim);
  }

  /** Keeps the leases under which jobs are held. */
  async renewHeld(): Promise<void> {
    const queues = new Set([...this.#claims].map((claim) => claim.queue));
    await Promise.all([...queues].map((queue) => this.#clientOf(queue).renew(this.#options.leaseMs)));
  }

  async leave(): Promise<void> {
    await Promise.all(this.#options.queues.map((queue) => queue.leave()));
  }

  /** Finds out what the claimed lists hold. */
  async #reconcile(): Promise<void> {
    const { queues, isPublishing, log } = this.#options;
    const isKnown = (job: HeldJob): boolean => this.#isClaimed(job) || isPublishing(job);
    // A job left there by an earlier process was perhaps what ended it, so that counts as an attempt.
    await giveBackStrays({ queues, isKnown, counts: this.#fresh ? 'attempt' : 'nothing', log });
    this.#uncertain = false;
    this.#fresh = false;
  }

  #isClaimed(job: HeldJob): boolean {
    return [...this.#claims].some(
      (claim) => claim.queue === job.queue && claim.jobId === job.jobId && claim.token === job.token,
    );
  }

  async #claimFirst(): Promise<Claim | null> {
    for (const queue of this.#options.queues) {
      const claim = await this.#claim(queue);
      if (claim !== null) return claim;
    }
    return null;
  }

  async #waitAndClaim(signal: AbortSignal): Promise<Claim | null> {
    const { first, rest } = await this.#options.idle.wait(signal);
    const before = new Set(this.#claims);
    try {
      const isWanted = first !== null && !signal.aborted;
      // While the other waits are being ended.
      const claim = isWanted ? await this.#claim(first.queue, first.jobId) : null;
      const { others, failure } = await rest;
      if (failure !== null) throw failure;
      const hits = first === null || isWanted ? others : [first, ...others];
      return await this.#keepMostUrgent(claim, hits, signal);
    } catch (error) {
      await rest;
      // Whatever was moved or claimed is given back before the next claim.
      for (const claim of this.#claims) if (!before.has(claim)) this.#claims.delete(claim);
      throw error;
    }
  }

  /** A worker takes one job; the others that arrived in the same moment are for the next worker. */
  async #keepMostUrgent(
    claimed: Claim | null,
    hits: readonly Hit[],
    signal: AbortSignal,
  ): Promise<Claim | null> {
    let claim = claimed;
    for (const { queue, jobId } of hits) {
      if (signal.aborted || (claim !== null && !this.#isMoreUrgent(queue.queue, claim.queue))) {
        await queue.release({ jobId, token: null }, 'nothing');
        continue;
      }
      if (claim !== null) await this.release(claim, 'nothing');
      claim = await this.#claim(queue, jobId);
    }
    return claim;
  }

  #isMoreUrgent(queue: string, other: string): boolean {
    const names = this.#options.queues.map((client) => client.queue);
    return names.indexOf(queue) < names.indexOf(other);
  }

  async #claim(queue: QueueClient, moved?: RawId): Promise<Claim | null> {
    const { leaseMs, log } = this.#options;
    let found = await queue.claim(leaseMs, randomUUID(), moved);
    while (found !== null && 'reason' in found) {
      tellRefusal(found, log);
      found = await queue.claim(leaseMs, randomUUID());
    }
    if (found !== null) this.#claims.add(found);
    return found;
  }

  #clientOf(name: string): QueueClient {
    const client = this.#options.queues.find((queue) => queue.queue === name);
    if (client === undefined) throw new RangeError(`not a queue of this worker: ${name}`);
    return client;
  }
}
