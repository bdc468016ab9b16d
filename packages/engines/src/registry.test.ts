import { join } from 'node:path';
import t from 'tap';
import { openEngine } from './registry.ts';

const engineSource = (name: string) => `
  class Engine {
    name = '${name}'; version = '1'; formats = ['onnx'];
    async probe() { return [{ unit: this.name, available: true, reason: null }]; }
    async load() {}
  }
  export`;

await t.test('engines are found by name', async (t) => {
  t.equal((await openEngine({ name: 'fake', package: null })).name, 'fake');
  t.match(await openEngine({ name: 'onnx', package: null }), {
    name: 'onnx',
    formats: ['onnx'],
    version: /^\d+\./,
  });
  for (const name of ['tflite', 'constructor']) {
    await t.rejects(openEngine({ name, package: null }), {
      code: 'USAGE',
      message: new RegExp(`"${name}".*onnx, coreml, fake`),
    });
  }
  await t.rejects(openEngine({ name: 'coreml', package: null }), { code: 'UNIT_UNAVAILABLE' });
});

await t.test("anyone's engine can be used, from a path or a package", async (t) => {
  const folder = t.testdir({
    'named.mjs': `${engineSource('named')} const engine = new Engine();`,
    'default.mjs': `${engineSource('default')} default new Engine();`,
    'no-engine.mjs': `export default { name: 'x', version: '1', formats: ['onnx'], probe() {} };`,
    'nothing.mjs': 'export {};',
    'broken.mjs': `throw new Error('out of order');`,
    node_modules: {
      'acme-engine': {
        'package.json': JSON.stringify({
          name: 'acme-engine',
          version: '1.0.0',
          type: 'module',
          exports: { default: './main.js' },
        }),
        'main.js': `${engineSource('acme')} default new Engine();`,
      },
    },
  });
  const open = (name: string) => openEngine({ name: 'other', package: name });
  const named = await open(join(folder, 'named.mjs'));
  t.strictSame(
    await named.probe(),
    [{ unit: 'named', available: true, reason: null }],
    'methods keep their object',
  );
  t.equal((await open(join(folder, 'default.mjs'))).name, 'default');
  const before = process.cwd();
  process.chdir(folder);
  t.teardown(() => {
    process.chdir(before);
  });
  t.equal((await open('acme-engine')).name, 'acme');
  for (const [name, message] of [
    ['no-engine.mjs', /is no engine for Dumont.*load/s],
    ['nothing.mjs', /is no engine for Dumont/],
    ['broken.mjs', /does not load: out of order/],
    ['missing.mjs', /there is no engine package/],
  ] as const) {
    await t.rejects(open(join(folder, name)), { code: 'USAGE', message }, name);
  }
  await t.rejects(open('no-such-engine'), { code: 'USAGE', message: /no engine package no-such-engine/ });
});
