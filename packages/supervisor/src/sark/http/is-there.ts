import type { OrchestratorClient } from './client.ts';
import { OrchestratorError } from '../../orchestrator/orchestrator-error.ts';

/** @returns whether the orchestrator has a word of its own for this worker, be it that it does not know it */
export async function isOrchestratorThere(
  client: OrchestratorClient,
  workerId: string,
  nowMs: number,
): Promise<boolean> {
  try {
    await client.heartbeat(workerId, nowMs);
    return true;
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return !error.isAway;
  }
}
