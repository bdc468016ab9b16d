import { once } from 'node:events';
import http from 'node:http';
import { Registry } from 'prom-client';
import t from 'tap';
import { serveMetrics } from './server.ts';

await t.test('it answers to the names of the loopback interface alone', async (t) => {
  const registry = new Registry();
  const server = await serveMetrics({
    port: 0,
    registry,
    refresh: () => undefined,
    notReady: () => [],
    remarks: () => [],
  });
  t.teardown(() => server.close());
  const { port } = server;
  const statusFor = async (host: string, path: string): Promise<number | undefined> => {
    const request = http.get({ host: '127.0.0.1', port, path, headers: { host }, agent: false });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  for (const path of ['/metrics', '/healthz', '/readyz']) {
    for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]:80', 'LOCALHOST:1']) {
      t.equal(await statusFor(host, path), 200, `${host}${path}`);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      'localhost@evil.example',
      '127.0.0.1.nip.io',
    ]) {
      t.equal(await statusFor(host, path), 421, `${host}${path}`);
    }
  }
  t.equal(await statusFor('evil.example', '/elsewhere'), 421, 'not even what there is not');
});
