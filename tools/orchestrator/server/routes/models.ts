/** Model files from one folder, with ETag and ranges. */
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

export async function addModelRoutes(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, { root: folder, serve: false });
  app.get<{ Params: { name: string } }>(
    '/models/:name',
    { config: { call: 'models' } },
    ({ params, raw }, reply) => {
      // It is meant for caches in between; most servers, unlike this library, answer 304 all the same.
      delete raw.headers['cache-control'];
      return reply.sendFile(params.name);
    },
  );
}
