/** Every call that the worker makes to the orchestrator. One try a call: whoever calls knows whether and when to try again. */
import {
  DumontError,
  fitsInPath,
  orchestratorApi,
  orchestratorErrorSchema,
  type Registration,
  type WorkerStatus,
} from '@dumont/protocol';
import ky, { TimeoutError } from 'ky';
import { z } from 'zod';
import { OrchestratorError } from './orchestrator-error.ts';
import { readJson } from './read-bounded.ts';

export interface OrchestratorAddress {
  /** Base URL, such as `http://192.168.1.100:5000`. */
  readonly url: string;
  readonly token: string | null;
}

const TIMEOUT_MS = 10_000;

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

export interface Health {
  readonly status: string;
  /** The server's clock when it answered, ms since 1970; null where it did not say. */
  readonly serverMs: number | null;
}

export class OrchestratorClient {
  readonly #address: OrchestratorAddress;
  readonly #signal: AbortSignal;

  /** @param signal ends calls that are under way */
  constructor(address: OrchestratorAddress, signal: AbortSignal) {
    this.#address = address;
    this.#signal = signal;
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
    const named = namedJobSchema.safeParse(data);
    if (named.success && named.data.job.job_id !== jobId) {
      throw new OrchestratorError(
        `the orchestrator answered with another job than ${JSON.stringify(jobId)}`,
        null,
      );
    }
    return data;
  }

  /** @throws OrchestratorError; the signal's reason where it was aborted */
  async #call({ method, path, body }: Call): Promise<{ data: unknown; headers: Headers }> {
    const { url, token } = this.#address;
    try {
      const response = await ky(path, {
        baseUrl: url.endsWith('/') ? url : `${url}/`,
        method,
        ...(body === undefined ? {} : { json: body }),
        headers: token === null ? {} : { authorization: `Bearer ${token}` },
        // A redirect would carry the token somewhere else.
        redirect: 'manual',
        retry: 0,
        timeout: TIMEOUT_MS,
        signal: this.#signal,
        throwHttpErrors: false,
      });
      const data = await readJson(response);
      if (!response.ok) {
        throw new OrchestratorError(this.#hide(describe(path, response.status, data)), response.status);
      }
      return { data, headers: response.headers };
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof OrchestratorError) throw error;
      const why = error instanceof TimeoutError ? `no answer within ${TIMEOUT_MS} ms` : deepest(error);
      // Without its cause, whose words are in it already: they may hold the token.
      throw new OrchestratorError(this.#hide(`the orchestrator cannot be reached (${path}): ${why}`), null);
    }
  }

  /** An orchestrator, or what stands before it, may repeat what it was sent. */
  #hide(text: string): string {
    const { token } = this.#address;
    return token === null ? text : text.replaceAll(token, '[hidden]');
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

const namedJobSchema = z.object({ job: z.object({ job_id: z.string() }) });

function describe(path: string, status: number, data: unknown): string {
  const said = orchestratorErrorSchema.safeParse(data);
  return `the orchestrator answered ${status} to ${path}${said.success ? `: ${said.data.error.slice(0, 500)}` : ''}`;
}

/** `fetch` hides what went wrong below its own words. */
function deepest(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return deepest(error.cause);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
