/** Redis keys beside SARK's lists. All of one list carry its name as their hash tag: in a cluster they lie in the list's own slot. */

export interface QueueKeys {
  /** SARK's list of job ids. */
  readonly queue: string;
  /** zset worker id → when its lease runs out, ms of Redis's clock. */
  readonly lease: string;
  /** hash `worker id|job id` → `token|attempt|returns` of the run it is in. */
  readonly job: string;
  /** hash job id → `token|attempt|returns` of a run that did not come to its end. */
  readonly redo: string;
  /** zset `id|token` → when it was published, ms. */
  readonly done: string;
}

export function queueKeys(queue: string): QueueKeys {
  const base = baseOf(queue);
  return {
    queue,
    lease: `${base}:lease`,
    job: `${base}:job`,
    redo: `${base}:redo`,
    done: `${base}:done`,
  };
}

/** A worker's id, and so its queue's name, may have braces: where these make a hash tag, ours is the same one. */
function baseOf(queue: string): string {
  const own = /\{([^}]+)\}/.exec(queue)?.[1];
  // Not the first pair of braces in the name, so no tag: a cluster takes the whole name then.
  const isTag = own !== undefined && queue.indexOf('{') === queue.indexOf(`{${own}}`);
  return isTag ? `dumont:{${own}}:${queue}` : `dumont:{${queue}}`;
}

/** The list of job ids that a worker has claimed from the queue. */
export function claimedKey(queue: string, workerId: string): string {
  return `${baseOf(queue)}:p:${workerId}`;
}

/** Which process works under a worker's id. */
export function ownerKey(workerId: string): string {
  return `dumont:owner:${workerId}`;
}
