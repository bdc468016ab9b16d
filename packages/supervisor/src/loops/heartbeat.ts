/** Tells the orchestrator that the worker is alive, idle or busy, and learns from it when it has been forgotten. */
import { workerStatusSchema, type WorkerStatus } from '@dumont/protocol';
import type { Logger } from 'pino';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import type { Clock } from '../time/clock.ts';
import { every } from './every.ts';

export const HEARTBEAT_MS = 10_000;
const FORGOTTEN = 404;

export interface HeartbeatOptions {
  readonly beat: (nowMs: number) => Promise<{ status: string }>;
  readonly register: () => Promise<void>;
  /** True where the worker has not registered yet since it was started. */
  readonly isUnregistered: () => boolean;
  /** What the orchestrator takes the worker's status to be. */
  readonly onStatus: (status: WorkerStatus) => void;
  readonly onBeat: (reached: boolean) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export async function heartbeatLoop(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, onBeat } = options;
  let reached = true;
  await every(clock, signal, async () => {
    const before = reached;
    try {
      await beatOrRegister(options);
      reached = true;
      if (!before) log.info('the orchestrator is back');
    } catch (error) {
      if (signal.aborted) return 0;
      if (!(error instanceof OrchestratorError)) throw error;
      reached = false;
      log[before ? 'warn' : 'debug']({ err: error }, 'no heartbeat reaches the orchestrator: trying again');
    }
    onBeat(reached);
    return HEARTBEAT_MS;
  });
}

async function beatOrRegister(options: HeartbeatOptions): Promise<void> {
  const { beat, register, isUnregistered, onStatus, clock, log } = options;
  if (isUnregistered()) return register();
  try {
    const { status } = await beat(clock.now());
    const known = workerStatusSchema.safeParse(status);
    if (known.success) onStatus(known.data);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.status !== FORGOTTEN) throw error;
    log.warn('the orchestrator has forgotten this worker: registering again');
    await register();
  }
}
