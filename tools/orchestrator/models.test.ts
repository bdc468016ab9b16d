/** Model files, as a worker downloads them. */
import path from 'node:path';
import t from 'tap';
import { startTestBed } from './testing.ts';
import { skipWithoutRedis } from '../redis/testing.ts';

await t.test('files of one folder, by range and if they changed', { skip: skipWithoutRedis }, async (t) => {
  const folder = t.testdir({ models: { 'm.onnx': '0123456789' }, secret: 'secret' });
  const { orchestrator } = await startTestBed(t, { models: path.join(folder, 'models') });
  const get = (name: string, headers: Record<string, string> = {}) =>
    fetch(`${orchestrator.url}/models/${name}`, { headers });

  const whole = await get('m.onnx');
  t.equal(await whole.text(), '0123456789');
  t.equal(whole.headers.get('content-length'), '10');
  t.equal(whole.headers.get('accept-ranges'), 'bytes');
  const etag = whole.headers.get('etag') ?? '';
  t.equal((await get('m.onnx', { 'if-none-match': etag })).status, 304);

  const part = await get('m.onnx', { range: 'bytes=4-' });
  t.equal(part.status, 206);
  t.equal(part.headers.get('content-range'), 'bytes 4-9/10');
  t.equal(await part.text(), '456789');
  t.equal((await get('m.onnx', { range: 'bytes=20-' })).status, 416);
  t.equal(await (await get('m.onnx', { range: 'bytes=4-', 'if-range': '"another"' })).text(), '0123456789');

  t.equal((await get('none.onnx')).status, 404);
  t.not((await get('..%2Fsecret')).status, 200);
  orchestrator.fail('models', 'hang-up');
  await t.rejects(get('m.onnx'), { name: 'TypeError' });
});
