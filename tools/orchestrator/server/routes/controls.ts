/** What SARK does not have: misbehaving on demand, and what was published. */
import type { FastifyInstance } from 'fastify';
import { retryJob, type Context } from '../context.ts';
import { parseRequest } from '../parse-request.ts';
import { delaySchema, failSchema, retrySchema } from '../schemas.ts';

export function addControlRoutes(app: FastifyInstance, context: Context): void {
  const { state } = context;

  app.post('/dev/delay', ({ body }) => {
    const { ms, call } = parseRequest(delaySchema, body);
    state.faults.delay(ms, call);
    return { ms, call };
  });

  app.post('/dev/fail', ({ body }) => {
    const { call, how, times } = parseRequest(failSchema, body);
    state.faults.fail(call, how, times);
    return { call, how, times };
  });

  app.post('/dev/forget', () => {
    state.forget();
    return { forgotten: true };
  });

  app.post('/dev/retry', async ({ body }, reply) => {
    const { job_id } = parseRequest(retrySchema, body);
    if (await retryJob(context, job_id)) return { job_id };
    return reply.code(404).send({ error: 'Job not found' });
  });

  app.get('/dev/ledger', () => {
    const { ledger } = state;
    const jobs = ledger.publications().map(({ jobId, count, byResultId }) => ({
      ...{ job_id: jobId, count, by_result_id: byResultId },
    }));
    return { results: ledger.all.length, unreadable: ledger.unreadable.length, jobs };
  });
}
