/** What a worker is doing, as the orchestrator is told. */
import { z } from 'zod';

export const workerStatusSchema = z.enum(['active', 'busy', 'cleanup', 'faulty']);
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

const moves: Readonly<Record<WorkerStatus, readonly WorkerStatus[]>> = {
  active: ['busy', 'faulty'],
  busy: ['cleanup', 'faulty'],
  cleanup: ['active', 'faulty'],
  faulty: ['active'],
};

/**
 * @returns the new status
 * @throws RangeError for a move that the orchestrator does not allow
 */
export function moveStatus(from: WorkerStatus, to: WorkerStatus): WorkerStatus {
  if (!moves[from].includes(to)) throw new RangeError(`a worker cannot go from ${from} to ${to}`);
  return to;
}
