/** Two campaigns through a worker: everything real, everything on this machine, and nothing of it left behind. */
import path from 'node:path';
import { REAL_MODELS } from '../models/real-models.ts';
import { startWithRedis, type Orchestrator } from '../orchestrator/index.ts';
import type { LogLine } from '../worker/log-line.ts';
import type { Outcome } from '../worker/worker-process.ts';
import { findRedisServer } from '../setup/redis.ts';
import { describeJob, postCampaigns, showResults, type DemoJob } from './campaigns.ts';
import { unlessAborted } from '../process/interruption.ts';
import { say } from './say.ts';
import { startWorker, type DemoWorker } from './worker.ts';

const MODELS = REAL_MODELS.filter(
  ({ name }) => name === 'PP-OCRv4 text recognition' || name === 'PP-OCR text direction',
);
/** Far more than it takes: a demo that hangs says so. */
const LIMIT_MS = 5 * 60_000;

/** @throws Unavailable where there is no redis-server; the signal's reason */
export async function showFleet(interrupted: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(LIMIT_MS)]);
  const program = await findRedisServer();
  signal.throwIfAborted();
  const models = path.dirname(MODELS[0]?.file ?? '');
  const { redis, orchestrator, stop } = await startWithRedis({ models }, { program });
  try {
    say(`\nRedis         ${redis.url}`);
    say(`orchestrator  ${orchestrator.url}`);
    await showWorker(orchestrator, redis.url, signal);
  } finally {
    await stop();
  }
}

async function showWorker(orchestrator: Orchestrator, redisUrl: string, signal: AbortSignal): Promise<void> {
  const flags = ['--host', orchestrator.url, '--redis-url', redisUrl, '--loads', '2'];
  say(`\n$ dumont-supervisor start ${flags.join(' ')}\n`);
  const jobs = new Map<string, DemoJob>();
  const worker = await startWorker(flags, (line) => {
    if (!isPartOfDownload(line)) say(`  ${describeLine(line, jobs)}`);
  });
  let outcome: Outcome;
  try {
    await runCampaigns(orchestrator, { jobs, worker, signal });
  } finally {
    outcome = await worker.stop(signal.aborted ? 'at once' : 'drain');
  }
  say(`\nThe worker was asked to stop (SIGTERM) and ended with exit code ${outcome ?? 'none'}.`);
  if (outcome !== 0) throw new Error('the worker did not stop as it should');
}

interface Run {
  /** By id, filled when they are known. */
  readonly jobs: Map<string, DemoJob>;
  readonly worker: DemoWorker;
  readonly signal: AbortSignal;
}

async function runCampaigns(orchestrator: Orchestrator, { jobs, worker, signal }: Run): Promise<void> {
  const until = (work: Promise<unknown>) => unlessAborted(signal, Promise.race([work, worker.failure]));
  await until(orchestrator.waitFor(() => orchestrator.workers().length > 0));
  const workerId = orchestrator.workers()[0]?.workerId ?? '';
  const campaigns = await postCampaigns(orchestrator, { models: MODELS, workerId, jobs });
  await until(orchestrator.waitForResults(jobs.size));
  await until(orchestrator.waitFor(() => orchestrator.statusHistory(workerId).at(-1)?.status === 'active'));
  await showResults(orchestrator, campaigns, [...jobs.keys()]);
}

/** A small model is there before one could read that it is on its way. */
function isPartOfDownload({ msg }: LogLine): boolean {
  return /^model: \d\d? %/.test(msg);
}

function describeLine({ msg, jobId, remark }: LogLine, jobs: ReadonlyMap<string, DemoJob>): string {
  const job = jobs.get(String(jobId));
  const parts = [msg, job === undefined ? undefined : describeJob(job), remark];
  return `worker  ${parts.filter((part) => typeof part === 'string').join(' · ')}`;
}
