/** A result is on disk before anybody is told of it. */
import type { ResultRecord } from '@dumont/protocol/sark';
import type { Claim } from '../orchestrator/claim.ts';
import type { OutboxEntry } from '../outbox/outbox.ts';
import type { JobContext } from './job-context.ts';

/** @returns what is to be published, on disk or, where that does not take it now, in memory */
export async function keepResult(
  record: ResultRecord,
  { queue, jobId, token }: Claim,
  { workerId, outbox, health, log }: Pick<JobContext, 'workerId' | 'outbox' | 'health' | 'log'>,
): Promise<OutboxEntry> {
  const { status, remark } = record;
  log.info({ status, ...(remark === '' ? {} : { remark }) }, 'job has run');
  const entry: OutboxEntry = { workerId, queue, jobId, token, record };
  try {
    await outbox.put(entry);
  } catch (error) {
    log.error(
      { err: error },
      'the result cannot be written to the outbox: it is kept in memory until it is published',
    );
    health.report('outbox', 'the outbox cannot be written');
  }
  return entry;
}
