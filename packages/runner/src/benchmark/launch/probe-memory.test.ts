import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { keepProbe, recallProbe } from './probe-memory.ts';

const units = [{ unit: 'CUDA (ONNX)', available: false, reason: 'no driver' }];

await t.test('what was found is known for as long as nothing changes', async (t) => {
  const folder = path.join(t.testdir({}), 'data');
  const file = { folder, engine: 'onnx' };
  t.equal(await recallProbe(file, 'a'), null);
  await keepProbe(file, 'a', units);
  t.strictSame(await recallProbe(file, 'a'), units);
  t.equal(await recallProbe(file, 'b'), null);
  t.equal(await recallProbe({ folder, engine: 'coreml' }, 'a'), null, 'of another engine');
  t.equal(statSync(path.join(folder, 'probe-onnx.json')).mode & 0o777, 0o600);
  await keepProbe(file, 'b', []);
  t.strictSame(await recallProbe(file, 'b'), []);
});

await t.test('what is not such a file is as good as none', async (t) => {
  const folder = t.testdir({});
  const file = { folder, engine: 'onnx' };
  for (const text of ['', '{', '{"schema":"dumont.probe/0","state":"a","units":[]}', '[]']) {
    writeFileSync(path.join(folder, 'probe-onnx.json'), text);
    t.equal(await recallProbe(file, 'a'), null, text);
  }
});
