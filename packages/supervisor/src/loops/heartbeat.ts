/** Tells the orchestrator that the worker is alive, idle or busy, and learns from it when it has been forgotten. */
import type { WorkerStatus } from '@dumont/protocol/sark';
import type { Logger } from 'pino';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import type { Clock } from '../time/clock.ts';
import { Trouble } from '../log/trouble.ts';
import { every } from './every.ts';

export const HEARTBEAT_MS = 10_000;
/** One may get lost, as where the orchestrator is started anew. */
const BEATS_OF_AN_ABSENCE = 2;
/** In an absence no job is taken, so its end is looked for: at most this much later, and not by a whole fleet at once. */
const AWAY_MS = 4000;

export interface HeartbeatOptions {
  readonly beat: (nowMs: number, signal: AbortSignal) => Promise<WorkerStatus | null>;
  readonly register: (signal: AbortSignal) => Promise<void>;
  /** True where the worker has not registered yet since it was started. */
  readonly isUnregistered: () => boolean;
  /** What the orchestrator takes the worker's status to be. */
  readonly onStatus: (status: WorkerStatus) => void;
  readonly onBeat: (reached: boolean) => void;
  /** Once in an absence, when it is more than a stumble. */
  readonly onAway: (reason: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export async function heartbeatLoop(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, onBeat, onAway } = options;
  const trouble = new Trouble();
  let missed = 0;
  await every(clock, signal, async () => {
    try {
      await beatOrRegister(options, signal);
      missed = 0;
      if (trouble.over()) log.info('the orchestrator is back');
    } catch (error) {
      if (signal.aborted) return 0;
      if (!(error instanceof OrchestratorError)) throw error;
      missed += 1;
      log[trouble.levelOf(error)]({ err: error }, 'no heartbeat reaches the orchestrator: trying again');
      if (missed === BEATS_OF_AN_ABSENCE) onAway(`the orchestrator is away: ${error.message}`);
    }
    onBeat(missed === 0);
    return missed < BEATS_OF_AN_ABSENCE ? HEARTBEAT_MS : AWAY_MS * (0.5 + Math.random() / 2);
  });
}

async function beatOrRegister(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  const { beat, register, isUnregistered, onStatus, clock, log } = options;
  if (isUnregistered()) return register(signal);
  try {
    const status = await beat(clock.now(), signal);
    if (status !== null) onStatus(status);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.failure !== 'forgotten') throw error;
    log.warn('the orchestrator has forgotten this worker: registering again');
    await register(signal);
  }
}
