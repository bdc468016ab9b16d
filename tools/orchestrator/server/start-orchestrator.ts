/** A SARK-compatible orchestrator for tests and trials: tools/orchestrator/README.md. */
import { randomUUID } from 'node:crypto';
import { messageOf } from '@dumont/protocol';
import { RESULTS_QUEUE } from '@dumont/protocol/sark';
import type { Redis } from 'ioredis';
import { connect } from './connection.ts';
import { postCampaign, retryJob, type Context } from './context.ts';
import { drainResults, type DrainMode } from './drain.ts';
import { Listener } from './listener.ts';
import type { Orchestrator } from './orchestrator.ts';
import { parseRequest } from './parse-request.ts';
import { JobQueues } from './queues.ts';
import { campaignRequestSchema } from './schemas.ts';
import { buildServer } from './build-server.ts';
import { State } from './state.ts';

const SWEEP_MS = 5_000;

export interface OrchestratorOptions {
  readonly redisUrl: string;
  /** 0, the default: one that is free. */
  readonly port?: number;
  /** An address of this machine; loopback by default. */
  readonly host?: string;
  /** The folder whose files are served below `/models/`. */
  readonly models?: string;
  /** How results are taken from Redis: as SARK does, by default. */
  readonly drain?: DrainMode;
  /** Unix time, ms. */
  readonly now?: () => number;
  /** Gets a line for whatever happens. */
  readonly log?: (line: string) => void;
}

/**
 * @returns when it takes calls, whether Redis is there or not. The caller stops it.
 * @throws the system's error where the port is taken
 */
export async function startOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { redisUrl, host = '127.0.0.1', models, now = Date.now, log = () => undefined } = options;
  const tellError = (error: unknown) => {
    log(`Redis: ${messageOf(error)}`);
  };
  const commands = connect(redisUrl, tellError);
  const context: Context = { state: new State(), queues: new JobQueues(commands), now, log };
  const listener = new Listener(host, () => buildServer(context, models));
  const port = await listener.open(options.port ?? 0).catch((error: unknown) => {
    commands.disconnect();
    throw error;
  });
  const received = receive(context, commands);
  // Its errors are those of the other connection.
  const blocking = connect(redisUrl, () => undefined);
  const on = { result: received.take, error: tellError };
  const drain = drainResults({ blocking, commands }, options.drain ?? 'pop', on);
  const { state } = context;
  const sweep = () => {
    for (const workerId of state.workers.markSilent(now())) log(`worker ${workerId}: faulty, it is silent`);
    state.changes.notify();
  };
  const sweeping = setInterval(sweep, SWEEP_MS);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    clearInterval(sweeping);
    await listener.close();
    await drain.stop();
    commands.disconnect();
    state.changes.close();
  };
  return {
    url: `http://${host}:${port}`,
    port,
    state,
    stop: () => (stopping ??= stop()),
    goAway: () => listener.close(),
    comeBack: async () => {
      await listener.open(port);
    },
    sweep,
    flush: received.flush,
    ...controls(context),
    ...questions(context),
  };
}

/** Results, and marks among them by which one knows how far it has come. */
function receive({ state, log }: Context, redis: Redis) {
  const marks = new Set<string>();
  return {
    take: (text: string) => {
      if (marks.delete(text)) {
        state.changes.notify();
        return;
      }
      log(`result: ${text.slice(0, 200)}`);
      state.receive(text);
    },
    flush: async () => {
      const mark = `mark ${randomUUID()}`;
      marks.add(mark);
      await redis.lpush(RESULTS_QUEUE, mark);
      await state.changes.waitFor(() => !marks.has(mark));
    },
  };
}

function controls(context: Context) {
  const { state } = context;
  return {
    forget: () => {
      state.forget();
    },
    rename: (suffix) => {
      state.rename(suffix);
    },
    delay: (ms, call = '*') => {
      state.faults.delay(ms, call);
    },
    fail: (call, how, times = 1) => {
      state.faults.fail(call, how, times);
    },
    postCampaign: async ({ modelUrl, jobs }) => {
      const wire = jobs.map(({ computeUnit, runs, workerId, timeoutSeconds }) => ({
        ...{ compute_unit: computeUnit, num_inference_runs: runs },
        ...{ worker_id: workerId, timeout_seconds: timeoutSeconds },
      }));
      const request = parseRequest(campaignRequestSchema, { model_url: modelUrl, jobs: wire });
      const posted = await postCampaign(context, request);
      return {
        campaignId: posted.campaign.campaign_id,
        jobIds: posted.jobs.map(({ job_id }) => job_id),
      };
    },
    retry: async (jobId) => {
      if (!(await retryJob(context, jobId))) throw new RangeError(`there is no job ${jobId}`);
    },
    alterJob: (jobId, fields) => {
      state.campaigns.alter(jobId, fields);
    },
  } satisfies Partial<Orchestrator>;
}

function questions({ state }: Context) {
  const { ledger, workers, changes } = state;
  const isThere = (what: string | number) =>
    typeof what === 'number' ? ledger.all.length >= what : ledger.of(what).length > 0;
  return {
    results: (jobId) => [...ledger.of(jobId)],
    duplicates: () => ledger.duplicates(),
    waitForResults: async (what) => {
      await changes.waitFor(() => isThere(what));
      return [...(typeof what === 'number' ? ledger.all : ledger.of(what))];
    },
    workers: () => workers.list(),
    statusHistory: (workerId) => [...workers.history(workerId)],
    calls: (call) => state.calls(call),
    waitFor: (predicate) => changes.waitFor(predicate),
  } satisfies Partial<Orchestrator>;
}
