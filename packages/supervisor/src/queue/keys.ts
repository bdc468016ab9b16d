/** Redis keys beside SARK's lists. All of one list carry its name as their hash tag: in a cluster they lie in the list's own slot. */

export interface QueueKeys {
  /** SARK's list of job ids. */
  readonly queue: string;
  /** zset worker id → when its lease runs out, ms of Redis's clock. */
  readonly lease: string;
  /** hash job id → `token|attempt` of the run it is in. */
  readonly job: string;
  /** hash job id → `token|attempt` of a run that did not come to its end. */
  readonly redo: string;
  /** zset `id|token` → when it was published, ms. */
  readonly done: string;
}

/** @throws RangeError for a name with braces: it would have a hash tag of its own */
export function queueKeys(queue: string): QueueKeys {
  if (/[{}]/.test(queue)) throw new RangeError(`a queue's name must not have braces: ${queue}`);
  const base = `dumont:{${queue}}`;
  return {
    queue,
    lease: `${base}:lease`,
    job: `${base}:job`,
    redo: `${base}:redo`,
    done: `${base}:done`,
  };
}

/** The list of job ids that a worker has claimed from the queue. */
export function claimedKey(queue: string, workerId: string): string {
  return `dumont:{${queue}}:p:${workerId}`;
}

/** Which process works under a worker's id. */
export function ownerKey(workerId: string): string {
  return `dumont:owner:${workerId}`;
}
