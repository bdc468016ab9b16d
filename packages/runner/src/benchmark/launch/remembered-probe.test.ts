import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { DEFAULT_SANDBOX } from '../sandbox/settings.ts';
import { rememberedProbe } from './remembered-probe.ts';

const engine = { name: 'onnx', package: null } as const;

await t.test('a machine is asked once', async (t) => {
  const folder = t.testdir({});
  t.teardown(() => {
    delete process.env['DUMONT_DATA_DIR'];
  });
  process.env['DUMONT_DATA_DIR'] = folder;
  const found = await rememberedProbe(engine);
  t.match(
    found.find(({ unit }) => unit === 'CPU (ONNX)'),
    { available: true },
  );
  t.strictSame(readdirSync(folder), ['probe-onnx.json']);
  const file = path.join(folder, 'probe-onnx.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"CPU (ONNX)"', '"as kept"'));
  const again = await rememberedProbe(engine);
  t.ok(again.some(({ unit }) => unit === 'as kept'));
  const outside = await rememberedProbe(engine, { sandbox: { ...DEFAULT_SANDBOX, mode: 'off' } });
  t.notOk(
    outside.some(({ unit }) => unit === 'as kept'),
    'what a sandbox kept from running is looked at anew without it',
  );
});

await t.test('a folder that takes no file is no reason to know nothing', async (t) => {
  t.teardown(() => {
    delete process.env['DUMONT_DATA_DIR'];
  });
  process.env['DUMONT_DATA_DIR'] = path.join(t.testdir({ file: '' }), 'file', 'data');
  t.ok((await rememberedProbe(engine)).length > 0);
});
