/** What a worker does to one of SARK's queues, each step atomic. Holds no state: connection and names only. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { RESULTS_QUEUE } from '@dumont/protocol/sark';
import type { Claim, Counts, HeldJob, Turn } from '../../orchestrator/claim.ts';
import type { LeaseTimes } from '../../time/lease-times.ts';
import { readJobId, refuseId, type RawId, type RefusedId } from './job-id.ts';
import { claimedKey, queueKeys, type QueueKeys } from './keys.ts';
import { pipeScriptForBytes, runScript, runScriptForBytes } from './scripts.ts';

/** What a claimed list holds: jobs, and entries that name none. */
export interface Held {
  readonly jobs: readonly HeldJob[];
  readonly odd: readonly RawId[];
}

/** A job to give back: what names it may be no text. */
export interface Releasable {
  readonly jobId: string | RawId;
  readonly token: string | null;
}

type WaitTimes = Pick<LeaseTimes, 'leaseMs' | 'blockMs'>;

/** How long a published run is remembered: longer than any stopped worker could come back after. */
const REMEMBER_MS = 7 * 24 * 3_600_000;
/** Dead workers dealt with at one look. */
const MAX_EXPIRED = 100;
const TWICE = 'it was queued twice, and this worker has the other one in hand: one result is for both';

const bytes = z.instanceof(Buffer);
const claimAnswer = z
  .union([z.tuple([bytes, bytes, z.int().positive(), z.int().nonnegative()]), z.tuple([bytes])])
  .nullable();
const lookAnswer = z.tuple([z.int(), z.array(z.string())]);
const renewAnswer = z.tuple([z.array(bytes), z.array(bytes.nullable())]);
const waitAnswer = z.tuple([z.tuple([z.null(), renewAnswer]), z.tuple([z.null(), bytes.nullable()])]);
const RUN = /^([\x20-\x7e]+)\|\d{1,9}\|\d{1,9}$/;

export class QueueClient {
  readonly #redis: Redis;
  readonly #keys: QueueKeys;
  readonly #workerId: string;
  readonly #claimed: string;
  readonly queue: string;

  constructor(redis: Redis, queue: string, workerId: string) {
    this.#redis = redis;
    this.queue = queue;
    this.#workerId = workerId;
    this.#keys = queueKeys(queue);
    this.#claimed = claimedKey(queue, workerId);
  }

  /**
   * Takes the queue's next job, or the one that a blocked move has brought. Renews the lease.
   * @param newToken for a job that is run for the first time
   * @returns null where there is none; what is no job for this worker is gone from the queue
   */
  async claim(leaseMs: number, newToken: string, moved?: RawId): Promise<Claim | RefusedId | null> {
    const { queue, lease, job, redo, done } = this.#keys;
    const found = await runScriptForBytes(this.#redis, 'claim', {
      keys: [queue, this.#claimed, lease, job, redo, done],
      args: [this.#workerId, leaseMs, newToken, ...(moved === undefined ? [] : [moved])],
      answer: claimAnswer,
    });
    if (found === null) return null;
    if (found.length === 1) return refuseId(queue, found[0], TWICE);
    const [raw, token, attempt, returns] = found;
    const jobId = readJobId(raw);
    return jobId === null ? this.#refuse(raw) : { queue, jobId, token: token.toString(), attempt, returns };
  }

  /** @returns DUP where this very run had been published before */
  async ack({ jobId, token }: Pick<Claim, 'jobId' | 'token'>, result: string): Promise<'OK' | 'DUP'> {
    const { job, done } = this.#keys;
    return runScript(this.#redis, 'ack', {
      keys: [this.#claimed, job, done, RESULTS_QUEUE],
      args: [this.#workerId, jobId, token, result, REMEMBER_MS],
      answer: z.enum(['OK', 'DUP']),
    });
  }

  /** Gives a job back. @returns false where it was not ours any more */
  async release({ jobId, token }: Releasable, counts: Counts, turn: Turn = 'next'): Promise<boolean> {
    const { queue, job, redo } = this.#keys;
    const counters = [counts === 'attempt' ? 1 : 0, counts === 'return' ? 1 : 0];
    const released = await runScript(this.#redis, 'release', {
      keys: [queue, this.#claimed, job, redo],
      args: [this.#workerId, jobId, token ?? '', ...counters, turn],
      answer: z.int(),
    });
    return released === 1;
  }

  /** @returns what is held under the lease */
  async renew(leaseMs: number): Promise<Held> {
    const [ids, runs] = await runScriptForBytes(this.#redis, 'renew', this.#renewal(leaseMs));
    return this.#toHeld(ids, runs);
  }

  #renewal(leaseMs: number) {
    const { lease, job } = this.#keys;
    const keys = [lease, this.#claimed, job];
    return { keys, args: [this.#workerId, leaseMs], answer: renewAnswer };
  }

  async leave(): Promise<void> {
    await runScript(this.#redis, 'leave', {
      keys: [this.#claimed, this.#keys.lease],
      args: [this.#workerId],
      answer: z.int(),
    });
  }

  /** What the claimed list holds, whatever this process knows of it. What is in it and is no job is gone from it. */
  async held(): Promise<{ jobs: readonly HeldJob[]; refused: RefusedId[] }> {
    const ids = await this.#redis.lrangeBuffer(this.#claimed, 0, -1);
    const { jobs, odd } = this.#toHeld(ids, await this.#runs(ids));
    const refused: RefusedId[] = [];
    for (const raw of odd) refused.push(await this.#refuse(raw));
    return { jobs, refused };
  }

  async #runs(ids: readonly RawId[]): Promise<(Buffer | null)[]> {
    const [first, ...others] = ids.map((id) => Buffer.concat([Buffer.from(`${this.#workerId}|`), id]));
    return first === undefined ? [] : this.#redis.hmgetBuffer(this.#keys.job, first, ...others);
  }

  #toHeld(raws: readonly RawId[], runs: readonly (Buffer | null)[]): Held {
    const ids = raws.map(readJobId);
    const jobs = ids.flatMap((jobId, index): HeldJob[] => {
      if (jobId === null) return [];
      // Of a job that is there twice one is in hand; the other was only moved.
      const run = ids.indexOf(jobId) === index ? (runs[index] ?? null) : null;
      return [{ queue: this.queue, jobId, token: run === null ? null : tokenOf(run.toString()) }];
    });
    return { jobs, odd: raws.filter((_, index) => ids[index] === null) };
  }

  async #refuse(raw: RawId): Promise<RefusedId> {
    const { queue, job, redo } = this.#keys;
    await runScript(this.#redis, 'refuse', {
      keys: [this.#claimed, job, redo],
      args: [this.#workerId, raw],
      answer: z.int(),
    });
    return refuseId(queue, raw);
  }

  /** @returns workers whose leases have run out, and ms until the next one does (null: there is none) */
  async look(): Promise<{ expired: string[]; nextMs: number | null }> {
    const [nextMs, expired] = await runScript(this.#redis, 'look', {
      keys: [this.#keys.lease],
      args: [MAX_EXPIRED],
      answer: lookAnswer,
    });
    return { expired, nextMs: nextMs < 0 ? null : nextMs };
  }

  /** @returns the jobs of a dead worker that are in the queue again */
  async reap(deadWorkerId: string): Promise<string[]> {
    const { queue, lease, job, redo } = this.#keys;
    return runScript(this.#redis, 'reap', {
      keys: [queue, claimedKey(queue, deadWorkerId), lease, job, redo],
      args: [deadWorkerId],
      answer: z.array(z.string()),
    });
  }

  /**
   * Blocks on another connection until a job has been moved into the claimed list, under a lease renewed as the wait begins.
   * @param onHeld told at once what is held under it by then
   * @returns its id, or null after `blockMs`
   */
  async waitOn(
    connection: Redis,
    { leaseMs, blockMs }: WaitTimes,
    onHeld: (held: Held) => void = () => undefined,
  ): Promise<RawId | null> {
    // In one write: a process stopped between two would be moved a job after everybody had given it up.
    const pipeline = connection.pipeline();
    pipeScriptForBytes(pipeline, 'renew', this.#renewal(leaseMs), ([ids, runs]) => {
      onHeld(this.#toHeld(ids, runs));
    });
    pipeline.blmoveBuffer(this.queue, this.#claimed, 'RIGHT', 'LEFT', blockMs / 1000);
    const answers = (await pipeline.exec()) ?? [];
    for (const [error] of answers) if (error !== null) throw error;
    const [, [, jobId]] = waitAnswer.parse(answers);
    return jobId;
  }
}

/** @returns null where it is no run, as in the scripts */
function tokenOf(run: string): string | null {
  return RUN.exec(run)?.[1] ?? null;
}
