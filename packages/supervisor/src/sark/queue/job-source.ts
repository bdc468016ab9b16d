/** Where a worker's jobs come from: its queues in order of priority, claimed one at a time, and given back if need be. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Claim, Counts, HeldJob, Turn } from '../../orchestrator/claim.ts';
import type { Jobs } from '../../orchestrator/queues.ts';
import type { Hit } from './blocked-wait.ts';
import { giveBackStrays, tellRefusal } from './give-back-strays.ts';
import type { Idle } from './idle.ts';
import type { RawId } from './job-id.ts';
import type { Held, QueueClient } from './queue-client.ts';

export interface JobSourceOptions {
  /** The most urgent first. */
  readonly queues: readonly QueueClient[];
  readonly leaseMs: number;
  readonly idle: Idle;
  readonly log: Logger;
  /** True for a run whose result is on its way: its job is let go of by publishing. */
  readonly isPublishing: (job: HeldJob) => boolean;
}

/** Where the queues are asked, nothing else tells what is held. */
const LOOK_AFTER_POLLS = 20;

export class JobSource implements Jobs {
  readonly #options: JobSourceOptions;
  readonly #claims = new Set<Claim>();
  /** What is in the claimed lists may differ from what is known here. */
  #uncertain = true;
  /** Until the first look at them, it is an earlier process of this worker that has left something there. */
  #fresh = true;
  /** In the course of taking a job, one that is held and not known here may be on its way. */
  #isTaking = false;
  #looking: Promise<unknown> = Promise.resolve();
  #polls = 0;

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
    const { log } = this.#options;
    this.#isTaking = true;
    try {
      await this.#looking;
      await this.#look();
      let claim = await this.#claimFirst();
      if (claim === null) log.info('waiting for jobs');
      while (claim === null && !signal.aborted) {
        claim = await this.#waitAndClaim(signal);
        claim ??= await this.#lookAndAsk(signal);
      }
      return claim;
    } catch (error) {
      this.#uncertain = true;
      throw error;
    } finally {
      this.#isTaking = false;
    }
  }

  /** Gives the job back. */
  async release(claim: Claim, counts: Counts, turn?: Turn): Promise<void> {
    await this.#clientOf(claim.queue).release(claim, counts, turn);
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

  /** Keeps the leases under which jobs are held: so nobody else would ever look at what is held besides. */
  async renewHeld(): Promise<void> {
    const queues = new Set([...this.#claims].map((claim) => claim.queue));
    await Promise.all(
      [...queues].map(async (queue) => {
        const held = await this.#clientOf(queue).renew(this.#options.leaseMs);
        if (!this.#isTaking) this.#compare(held);
      }),
    );
  }

  /** Gives back what was found to be held without being known, unless that is about to be done anyway. */
  async tidy(): Promise<void> {
    if (this.#isTaking || this.#fresh) return;
    const look = this.#look();
    this.#looking = look.catch(() => undefined);
    await look;
  }

  async leave(): Promise<void> {
    await Promise.all(this.#options.queues.map((queue) => queue.leave()));
  }

  async #lookAndAsk(signal: AbortSignal): Promise<Claim | null> {
    if (signal.aborted) return null;
    const { asks } = this.#options.idle;
    if (asks && ++this.#polls % LOOK_AFTER_POLLS === 0) this.#uncertain = true;
    await this.#look();
    return asks ? this.#claimFirst() : null;
  }

  /** Where that is uncertain, finds out what the claimed lists hold, and gives back what is not known. */
  async #look(): Promise<void> {
    if (!this.#uncertain) return;
    const { queues, log } = this.#options;
    const isKnown = (job: HeldJob): boolean => this.#isKnown(job);
    this.#uncertain = false;
    try {
      // A job left there by an earlier process was perhaps what ended it, so that counts as an attempt.
      await giveBackStrays({ queues, isKnown, counts: this.#fresh ? 'attempt' : 'nothing', log });
      this.#fresh = false;
    } catch (error) {
      this.#uncertain = true;
      throw error;
    }
  }

  /**
   * A command of a connection given up long ago may still reach Redis, whenever that is, and move a job here.
   * @returns whether all that is held is known
   */
  #compare({ jobs, odd }: Held): boolean {
    const isAllKnown = odd.length === 0 && jobs.every((job) => this.#isKnown(job));
    if (!isAllKnown) this.#uncertain = true;
    return isAllKnown;
  }

  #isKnown(job: HeldJob): boolean {
    const isClaimed = [...this.#claims].some(
      (claim) => claim.queue === job.queue && claim.jobId === job.jobId && claim.token === job.token,
    );
    return isClaimed || this.#options.isPublishing(job);
  }

  async #claimFirst(): Promise<Claim | null> {
    for (const queue of this.#options.queues) {
      const claim = await this.#claim(queue);
      if (claim !== null) return claim;
    }
    return null;
  }

  async #waitAndClaim(signal: AbortSignal): Promise<Claim | null> {
    const { first, rest } = await this.#options.idle.wait(signal, (held) => this.#compare(held));
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
