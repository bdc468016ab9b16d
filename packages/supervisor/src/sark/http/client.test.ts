import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import t, { type Test } from 'tap';
import { OrchestratorClient } from './client.ts';

/** @returns a client of an orchestrator that answers every call with this, and the paths it was asked for */
async function clientOf(t: Test, answer: string, { status = 200, token = null as string | null } = {}) {
  const paths: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    paths.push(request.url);
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { client: new OrchestratorClient({ url, token }, new AbortController().signal), paths };
}

await t.test('a job is asked for under its own id, or not at all', async (t) => {
  const { client, paths } = await clientOf(t, '{"job":{}}');
  for (const id of ['', '.', '..']) {
    await t.rejects(client.job(id), { code: 'JOB_INVALID', message: `No job can have the id "${id}".` });
  }
  t.same(paths, []);
  t.same(
    await client.job('../campaigns?x#y'),
    { job: {} },
    'what is wrong with an answer is for the result to say',
  );
  t.same(paths, ['/api/jobs/..%2Fcampaigns%3Fx%23y']);
});

await t.test('another job is not taken for the one that was asked for', async (t) => {
  const { client } = await clientOf(t, '{"job":{"job_id":"other"}}');
  await t.rejects(client.job('one'), { name: 'OrchestratorError', failure: 'away', message: /another job/ });
  t.same(await client.job('other'), { job: { job_id: 'other' } });
});

await t.test('an error does not repeat the token', async (t) => {
  const { client } = await clientOf(t, '{"error":"canary-1 is not known here"}', {
    status: 401,
    token: 'canary-1',
  });
  await t.rejects(client.job('one'), {
    message: 'the orchestrator answered 401 to api/jobs/one: [hidden] is not known here',
  });
  for (const before of [480, 494, 499]) {
    const cut = JSON.stringify({ error: `${'a'.repeat(before)}canary-1` });
    const { client: long } = await clientOf(t, cut, { status: 401, token: 'canary-1' });
    const error: unknown = await long.job('one').catch((reason: unknown) => reason);
    t.notMatch(String(error), /ac|can/, 'nor a part of it where it is cut');
  }
  // Settings take no such token; what a library says of one is not to be relied on.
  const { client: broken } = await clientOf(t, '{}', { token: 'canary\r\n2' });
  const error: unknown = await broken.job('one').catch((thrown: unknown) => thrown);
  t.match(error, { name: 'OrchestratorError', failure: 'away' });
  t.notMatch(inspect(error), /canary/);
});

await t.test('what the orchestrator takes the worker for is told, and what it makes up is not', async (t) => {
  const answer = (status: string) =>
    JSON.stringify({ worker_id: 'w', status, previous_status: 'active', action: 'updated' });
  for (const [status, told] of [
    ['faulty', 'faulty'],
    ['asleep', null],
  ] as const) {
    const { client } = await clientOf(t, answer(status));
    t.equal(await client.beat('w', 1), told);
  }
});

await t.test('statuses of HTTP stay here: an answer says forgotten, refused or away', async (t) => {
  const failures = {
    400: ['refused', false],
    401: ['refused', false],
    404: ['forgotten', false],
    408: ['away', false],
    410: ['forgotten', true],
    429: ['away', false],
    500: ['away', false],
    503: ['away', false],
  } as const;
  for (const [status, [failure, isFinal]] of Object.entries(failures)) {
    const { client } = await clientOf(t, '{"error":"no"}', { status: Number(status) });
    await t.rejects(client.job('one'), { name: 'OrchestratorError', failure, isFinal }, status);
  }
});
