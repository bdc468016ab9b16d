import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { keepProbe, recallProbe } from './probe-memory.ts';

const units = [{ unit: 'CUDA (ONNX)', available: false, reason: 'no driver' }];

await t.test('what was found is known for as long as nothing changes', async (t) => {
  const folder = path.join(t.testdir({}), 'data');
  t.equal(await recallProbe(folder, 'a'), null);
  await keepProbe(folder, 'a', units);
  t.strictSame(await recallProbe(folder, 'a'), units);
  t.equal(await recallProbe(folder, 'b'), null);
  t.equal(statSync(path.join(folder, 'probe.json')).mode & 0o777, 0o600);
  await keepProbe(folder, 'b', []);
  t.strictSame(await recallProbe(folder, 'b'), []);
});

await t.test('what is not such a file is as good as none', async (t) => {
  const folder = t.testdir({});
  for (const text of ['', '{', '{"schema":"dumont.probe/0","state":"a","units":[]}', '[]']) {
    writeFileSync(path.join(folder, 'probe.json'), text);
    t.equal(await recallProbe(folder, 'a'), null, text);
  }
});
