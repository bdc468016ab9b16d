import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { silentLog } from '../testing/silent-log.ts';
import { openModels } from './open-models.ts';

const signal = new AbortController().signal;

async function serve(t: Test): Promise<string> {
  const server = createServer((_request, response) => response.end('model'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

await t.test('the orchestrator may serve models, and no other private host', async (t) => {
  const [host, other] = [await serve(t), await serve(t)];
  const settings = {
    host,
    dataDir: t.testdir(),
    cacheSize: 2 ** 20,
    maxModelSize: 2 ** 20,
    minFreeDisk: 0,
    modelRoot: null,
    allowHost: [],
    allowCidr: [],
    requireChecksum: false,
  };
  const models = await openModels(settings, null, silentLog);
  const model = await models.acquire({ url: `${host}/m.onnx` }, { signal });
  t.equal(path.dirname(model.path), path.join(settings.dataDir, 'models'));
  t.ok(existsSync(model.path));
  await t.rejects(models.acquire({ url: `${other}/m.onnx` }, { signal }), {
    code: 'MODEL_DOWNLOAD_FAILED',
    message: /--allow-host/,
  });
  const allowing = await openModels({ ...settings, allowCidr: ['127.0.0.0/8'] }, null, silentLog);
  t.match(await allowing.acquire({ url: `${other}/m.onnx` }, { signal }), { bytes: 5 });
  const small = await openModels({ ...settings, maxModelSize: 4 }, null, silentLog);
  await t.rejects(small.acquire({ url: `${host}/other.onnx` }, { signal }), {
    message: /larger than the limit/,
  });
  const strict = await openModels({ ...settings, requireChecksum: true }, null, silentLog);
  await t.rejects(strict.acquire({ url: `${host}/m.onnx` }, { signal }), { code: 'JOB_INVALID' });
});
