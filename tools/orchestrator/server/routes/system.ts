/** Health, the lengths of the queues, and starting afresh. */
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';

export function addSystemRoutes(app: FastifyInstance, { state, queues, now, log }: Context): void {
  app.get('/api/health', { config: { call: 'health' } }, () => {
    const timestamp = new Date(now()).toISOString();
    return { status: 'healthy', timestamp, redis: queues.health(now()) };
  });

  app.get('/api/queue/status', { config: { call: 'queues' } }, () => queues.describe(state.workers.list()));

  // Like SARK, leaves the lists in Redis as they are.
  app.post('/api/reset', { config: { call: 'reset' } }, () => {
    state.forget();
    log('everything is forgotten');
    return {
      status: 'reset',
      message: 'All data cleared successfully',
      ...{ workers_cleared: true, jobs_cleared: true, results_cleared: true, campaigns_cleared: true },
    };
  });
}
