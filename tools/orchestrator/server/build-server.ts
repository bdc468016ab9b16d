/** The HTTP side. */
import { setTimeout } from 'node:timers/promises';
import { fastify, type FastifyInstance } from 'fastify';
import type { Context } from './context.ts';
import { RequestError } from './parse-request.ts';
import { addCampaignRoutes } from './routes/campaigns.ts';
import { addControlRoutes } from './routes/controls.ts';
import { addModelRoutes } from './routes/models.ts';
import { addSystemRoutes } from './routes/system.ts';
import { addWorkerRoutes } from './routes/workers.ts';
import type { Call } from './schemas.ts';
import type { State } from './state.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route is called by the controls, which leaves it alone without. */
    call?: Exclude<Call, '*'>;
  }
}

/** Enough for a campaign of some ten thousand jobs. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/** @param models the folder whose files are served below `/models/` */
export async function buildServer(context: Context, models?: string): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES });
  misbehave(app, context.state);
  // A call that has changed something is over by then.
  app.addHook('onResponse', (_request, _reply, done) => {
    context.state.changes.notify();
    done();
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found' }));
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    return reply.code(error instanceof RequestError ? 400 : statusCode).send({ error: message });
  });
  addWorkerRoutes(app, context);
  addCampaignRoutes(app, context);
  addSystemRoutes(app, context);
  addControlRoutes(app, context);
  if (models !== undefined) await addModelRoutes(app, models);
  return app;
}

/** Slow or failing as it was told; a call that fails has no other effect. */
function misbehave(app: FastifyInstance, state: State): void {
  const closing = new AbortController();
  app.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  app.addHook('onRequest', async (request, reply) => {
    const { call } = request.routeOptions.config;
    if (call === undefined) return;
    state.countCall(call);
    const delayMs = state.faults.delayOf(call);
    if (delayMs > 0) await setTimeout(delayMs, undefined, { signal: closing.signal });
    const failure = state.faults.takeFailure(call);
    if (failure === 'hang-up') {
      reply.hijack();
      request.raw.socket.destroy();
    } else if (failure !== null) {
      await reply.code(failure).send({ error: `told to fail with ${failure}` });
    }
  });
}
