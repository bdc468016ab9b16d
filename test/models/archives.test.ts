/** Models that are folders come to a worker in archives: kept as they came, unpacked for each job. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { OpenModel } from '../../packages/runner/src/models/open-model.ts';
import { writeZip, zipFolder } from '../../packages/runner/src/wheels/testing/write-zip.ts';
import { answerWithFile, serve, type Owner, type ServedFile } from '../support/serve.ts';
import { forever as signal, openCache } from './support/open-cache.ts';
import { failure } from './support/outcome.ts';

const PACKAGE = path.resolve(import.meta.dirname, '../../tools/models/coreml/program.mlpackage');
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

async function servePackage(t: Owner, content = zipFolder(PACKAGE)) {
  const file: ServedFile = { content, etag: '"1"' };
  const server = await serve(t, (request, response) => {
    answerWithFile(file, request, response);
  });
  return { file, server, url: (name: string) => `${server.origin}/models/${name}` };
}

await t.test('each job has a package of its own, which goes with it', async (t) => {
  const { file, server, url } = await servePackage(t);
  const cache = await openCache(t);
  const opened = await OpenModel.open({ path: PACKAGE, format: 'mlpackage' }, signal);
  const identity = opened.identity;
  await opened[Symbol.asyncDispose]();
  for (const name of ['program.mlpackage.zip', 'program.zip', 'program.mlpackage']) {
    const request = { url: url(name), sha256: sha256(file.content) };
    const [first, second] = await Promise.all([
      cache.acquire(request, { signal }),
      cache.acquire(request, { signal }),
    ]);
    for (const model of [first, second]) {
      t.match(model, {
        fileName: name,
        format: 'mlpackage',
        bytes: identity?.bytes,
        sha256: identity?.sha256,
      });
      t.ok(model.path.endsWith('.mlpackage'));
      t.ok(existsSync(path.join(model.path, 'Data/com.apple.CoreML/weights/weight.bin')));
    }
    t.not(first.path, second.path);
    await first.release();
    await first.release();
    t.notOk(existsSync(first.path));
    t.ok(existsSync(second.path));
    await second.release();
    t.strictSame(cache.unpacked(), []);
    t.strictSame(cache.models(), [`${sha256(file.content)}.zip`], 'kept as it came');
  }
  t.equal(server.requests.length, 1, 'what is known by its checksum is not asked for again');
});

await t.test('what is not for us to unpack fails the job, and leaves nothing', async (t) => {
  const cases = {
    'a way up': [writeZip([{ name: 'm.mlpackage/../../up', content: 'x' }]), /outside of its folder/],
    link: [writeZip([{ name: 'm.mlpackage/a', content: '/etc', mode: 0o120777 }]), /a link/],
    bomb: [writeZip([{ name: 'm.mlpackage/a', content: Buffer.alloc(2 ** 23) }]), /200 times/],
    page: [Buffer.from('<!DOCTYPE html><html></html>'), /page of HTML/],
  } as const;
  for (const [what, [content, message]] of Object.entries(cases)) {
    const { url } = await servePackage(t, content);
    const cache = await openCache(t);
    const error = await failure(cache.acquire({ url: url('m.mlpackage.zip') }, { signal }));
    t.match(error, { code: 'MODEL_INVALID', message }, what);
    t.strictSame(cache.unpacked(), [], what);
  }
  const large = { name: 'm.mlpackage/a', content: Buffer.alloc(20_000) };
  const { url } = await servePackage(t, writeZip([large]));
  const small = await openCache(t, { limits: { maxBytes: 10_000 } });
  const error = await failure(small.acquire({ url: url('m.mlpackage.zip') }, { signal }));
  t.match(error, { code: 'MODEL_INVALID', message: /unpacks to more than/ });
  t.strictSame(small.unpacked(), []);
  const other = { url: url('m.mlpackage.zip'), sha256: '0'.repeat(64) };
  t.match(await failure((await openCache(t)).acquire(other, { signal })), { code: 'MODEL_DOWNLOAD_FAILED' });
});

await t.test('what a killed worker had unpacked goes when the cache is opened', async (t) => {
  const folder = path.join(t.testdir(), 'cache');
  const left = path.join(folder, 'unpacked', 'dumont-model-x');
  mkdirSync(left, { recursive: true });
  writeFileSync(path.join(left, 'weight.bin'), 'x');
  const cache = await openCache(t, { folder });
  t.strictSame(cache.unpacked(), []);
  const { file, url } = await servePackage(t);
  const model = await cache.acquire({ url: url('a.zip') }, { signal });
  const kept = readFileSync(path.join(folder, `${sha256(file.content)}.zip`));
  t.ok(kept.equals(file.content));
  await model.release();
});
