/** SARK's HTTP interface, as the worker knows an orchestrator. */
import { DumontError } from '@dumont/protocol';
import {
  type BelievedWorker,
  fitsInPath,
  orchestratorApi,
  type Registration,
  workerStatusSchema,
  type WorkerStatus,
} from '@dumont/protocol/sark';
import { z } from 'zod';
import { call, type Answer, type Call, type OrchestratorAddress } from './call.ts';
import { OrchestratorError } from '../../orchestrator/orchestrator-error.ts';
import type { Orchestrator, Registered } from '../../orchestrator/orchestrator.ts';

export type { OrchestratorAddress } from './call.ts';

/** What one call may take, whatever it waits for. */
const CALL_MS = 10_000;
/** One whose answer nothing depends on. */
const ASIDE_MS = 2000;

/** The least that speaks of a job. */
const someJobSchema = z.object({ job: z.looseObject({ job_id: z.string().optional().catch(undefined) }) });

export interface ServerHealth {
  readonly status: string;
  /** The server's clock when it answered, ms since 1970; null where it did not say. */
  readonly serverMs: number | null;
}

export class OrchestratorClient implements Orchestrator {
  readonly #address: OrchestratorAddress;
  readonly #signal: AbortSignal;
  readonly #callMs: number;

  /** @param signal ends calls that are under way */
  constructor(address: OrchestratorAddress, signal: AbortSignal, callMs = CALL_MS) {
    this.#address = address;
    this.#signal = signal;
    this.#callMs = callMs;
  }

  until(signal: AbortSignal): OrchestratorClient {
    return new OrchestratorClient(this.#address, AbortSignal.any([this.#signal, signal]), this.#callMs);
  }

  async health(): Promise<ServerHealth> {
    const { method, path, response } = orchestratorApi.health;
    const { data, headers } = await this.#call({ method, path: path() });
    const serverMs = Date.parse(headers.get('date') ?? '');
    return {
      status: this.#parse(response, data).status,
      serverMs: Number.isNaN(serverMs) ? null : serverMs,
    };
  }

  async register(registration: Registration): Promise<Registered> {
    const { method, path, request, response } = orchestratorApi.register;
    const { data } = await this.#call({ method, path: path(), body: request.parse(registration) });
    const { worker_id: workerId, action } = this.#parse(response, data);
    return { workerId, action };
  }

  async believed(workerId: string): Promise<BelievedWorker | null> {
    const { method, path, response } = orchestratorApi.worker;
    try {
      const withinMs = Math.min(ASIDE_MS, this.#callMs);
      const { data } = await this.#call({ method, path: path(workerId) }, withinMs);
      return this.#parse(response, data);
    } catch (error) {
      if (error instanceof OrchestratorError) return null;
      throw error;
    }
  }

  async announce(workerId: string, status: WorkerStatus): Promise<void> {
    const { method, path, request } = orchestratorApi.status;
    await this.#call({ method, path: path(workerId), body: request.parse({ status }) });
  }

  async beat(workerId: string, nowMs: number): Promise<WorkerStatus | null> {
    const { method, path, request, response } = orchestratorApi.heartbeat;
    const body = request.parse({ timestamp: nowMs / 1000 });
    const { data } = await this.#call({ method, path: path(workerId), body });
    const { status } = this.#parse(response, data);
    return workerStatusSchema.safeParse(status).data ?? null;
  }

  async job(jobId: string): Promise<unknown> {
    if (!fitsInPath(jobId)) {
      throw new DumontError('JOB_INVALID', `No job can have the id ${JSON.stringify(jobId)}.`);
    }
    const { method, path } = orchestratorApi.job;
    const { data } = await this.#call({ method, path: path(jobId) });
    const { job } = this.#parse(someJobSchema, data);
    if (job.job_id !== undefined && job.job_id !== jobId) {
      const message = `the orchestrator answered with another job than ${JSON.stringify(jobId)}`;
      throw new OrchestratorError(message, 'away');
    }
    return data;
  }

  /** @throws OrchestratorError; the signal's reason where it was aborted */
  #call(request: Call, withinMs = this.#callMs): Promise<Answer> {
    return call(this.#address, request, { withinMs, signal: this.#signal });
  }

  /** An answer that is not what the orchestrator's interface says is as good as none. */
  #parse<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    const message = 'what answers there is no SARK orchestrator: its answer has another form';
    throw new OrchestratorError(message, 'away', { cause: parsed.error });
  }
}
