/** Registration, status and heartbeat. */
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { parseRequest } from '../parse-request.ts';
import { heartbeatSchema, registrationSchema, statusSchema } from '../schemas.ts';
import type { Worker } from '../workers.ts';

interface ById {
  readonly Params: { readonly id: string };
}

export function addWorkerRoutes(app: FastifyInstance, { state, now, log }: Context): void {
  app.post('/api/register', { config: { call: 'register' } }, ({ body }) => {
    const registration = parseRequest(registrationSchema, body);
    const { workerId, status, action } = state.workers.register(registration, now());
    log(`worker ${workerId} (${registration.device_name}): ${action}`);
    return { worker_id: workerId, status, action };
  });

  app.put<ById>('/api/workers/:id/status', { config: { call: 'status' } }, ({ params, body }) => {
    const { status } = parseRequest(statusSchema, body);
    state.workers.setStatus(params.id, status, now());
    log(`worker ${params.id}: ${status}`);
    return { worker_id: params.id, status };
  });

  app.post<ById>(
    '/api/workers/:id/heartbeat',
    { config: { call: 'heartbeat' } },
    ({ params, body }, reply) => {
      parseRequest(heartbeatSchema, body);
      const beat = state.workers.heartbeat(params.id, now());
      if (beat === null) return reply.code(404).send({ error: 'Worker not found' });
      const { status, previous, action } = beat;
      return { worker_id: params.id, status, previous_status: previous, action };
    },
  );

  app.get('/api/workers', { config: { call: 'workers' } }, () => {
    const workers = state.workers.list().map(describe);
    return { count: workers.length, workers };
  });

  app.get<ById>('/api/workers/:id', { config: { call: 'workers' } }, ({ params }, reply) => {
    const worker = state.workers.get(params.id);
    return worker === undefined ? reply.code(404).send({ error: 'Worker not found' }) : describe(worker);
  });
}

function describe({ workerId, registration, status, registeredAtMs, lastSeenMs }: Worker) {
  return {
    worker_id: workerId,
    ...registration,
    status,
    registered_at: new Date(registeredAtMs).toISOString(),
    last_seen: new Date(lastSeenMs).toISOString(),
  };
}
