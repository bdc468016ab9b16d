/** Every call that the worker makes to the orchestrator. One try a call: whoever calls knows whether and when to try again. */
import { DumontError } from '@dumont/protocol';
import {
  type BelievedWorker,
  fitsInPath,
  orchestratorApi,
  type Registration,
  type WorkerStatus,
} from '@dumont/protocol/sark';
import { z } from 'zod';
import { call, type Answer, type Call, type OrchestratorAddress } from './call.ts';
import { OrchestratorError } from '../../orchestrator/orchestrator-error.ts';

export type { OrchestratorAddress } from './call.ts';

/** What one call may take, whatever it waits for. */
const CALL_MS = 10_000;
/** One whose answer nothing depends on. */
const ASIDE_MS = 2000;

/** The least that speaks of a job. */
const someJobSchema = z.object({ job: z.looseObject({ job_id: z.string().optional().catch(undefined) }) });

export interface Health {
  readonly status: string;
  /** The server's clock when it answered, ms since 1970; null where it did not say. */
  readonly serverMs: number | null;
}

export class OrchestratorClient {
  readonly #address: OrchestratorAddress;
  readonly #signal: AbortSignal;
  readonly #callMs: number;

  /** @param signal ends calls that are under way */
  constructor(address: OrchestratorAddress, signal: AbortSignal, callMs = CALL_MS) {
    this.#address = address;
    this.#signal = signal;
    this.#callMs = callMs;
  }

  /** @returns a client whose calls end with this signal too */
  until(signal: AbortSignal): OrchestratorClient {
    return new OrchestratorClient(this.#address, AbortSignal.any([this.#signal, signal]), this.#callMs);
  }

  async health(): Promise<Health> {
    const { method, path, response } = orchestratorApi.health;
    const { data, headers } = await this.#call({ method, path: path() });
    const serverMs = Date.parse(headers.get('date') ?? '');
    return {
      status: this.#parse(response, data).status,
      serverMs: Number.isNaN(serverMs) ? null : serverMs,
    };
  }

  async register(registration: Registration): Promise<z.output<typeof orchestratorApi.register.response>> {
    const { method, path, request, response } = orchestratorApi.register;
    const { data } = await this.#call({ method, path: path(), body: request.parse(registration) });
    return this.#parse(response, data);
  }

  /** @returns null where the orchestrator does not say, as it knows no such worker or has no such call */
  async worker(workerId: string): Promise<BelievedWorker | null> {
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

  async setStatus(workerId: string, status: WorkerStatus): Promise<void> {
    const { method, path, request } = orchestratorApi.status;
    await this.#call({ method, path: path(workerId), body: request.parse({ status }) });
  }

  /** @throws OrchestratorError with status 404 where the orchestrator has forgotten the worker */
  async heartbeat(
    workerId: string,
    nowMs: number,
  ): Promise<z.output<typeof orchestratorApi.heartbeat.response>> {
    const { method, path, request, response } = orchestratorApi.heartbeat;
    const body = request.parse({ timestamp: nowMs / 1000 });
    const { data } = await this.#call({ method, path: path(workerId), body });
    return this.#parse(response, data);
  }

  /**
   * @returns the answer as it came: what is wrong with a job is for the job's result to say
   * @throws DumontError JOB_INVALID for an id that no orchestrator can be asked about
   */
  async job(jobId: string): Promise<unknown> {
    if (!fitsInPath(jobId)) {
      throw new DumontError('JOB_INVALID', `No job can have the id ${JSON.stringify(jobId)}.`);
    }
    const { method, path } = orchestratorApi.job;
    const { data } = await this.#call({ method, path: path(jobId) });
    const { job } = this.#parse(someJobSchema, data);
    if (job.job_id !== undefined && job.job_id !== jobId) {
      throw new OrchestratorError(
        `the orchestrator answered with another job than ${JSON.stringify(jobId)}`,
        null,
      );
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
    throw new OrchestratorError(
      'what answers there is no SARK orchestrator: its answer has another form',
      null,
      {
        cause: parsed.error,
      },
    );
  }
}
