/** Which statuses lie between two: the orchestrator takes only the moves it knows. Pure. */
import { moveStatus, workerStatusSchema, type WorkerStatus } from '@dumont/protocol/sark';

/** @returns the shortest way from one to the other, the last one included: empty where they are the same */
export function statusPath(from: WorkerStatus, to: WorkerStatus): WorkerStatus[] {
  const ways = new Map<WorkerStatus, WorkerStatus[]>([[from, []]]);
  for (const [status, way] of ways) {
    if (status === to) return way;
    for (const next of workerStatusSchema.options.filter((option) => isMove(status, option))) {
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  throw new RangeError(`no way from ${from} to ${to}`);
}

function isMove(from: WorkerStatus, to: WorkerStatus): boolean {
  try {
    moveStatus(from, to);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
