import path from 'node:path';
import type { SessionExtras } from '@dumont/protocol';
import t from 'tap';
import { checkSessionOptions } from './check-session-options.ts';
import { DEFAULT_REQUEST } from './default-request.ts';

const EXTRAS: Readonly<Record<string, SessionExtras>> = {
  '--intra-op-spinning': { intraOpSpinning: false },
  '--cpu-arena': { cpuArena: true },
  '--memory-pattern': { memoryPattern: false },
  '--session-option': { sessionEntries: { 'session.a': '1' } },
};

const ask = (name: string, from: string | null, extras: SessionExtras) => () => {
  checkSessionOptions({
    engine: { name, package: from },
    session: { ...DEFAULT_REQUEST.session, ...extras },
  });
};

await t.test('the ONNX engine takes them all', async (t) => {
  for (const extras of Object.values(EXTRAS)) t.doesNotThrow(ask('onnx', null, extras));
});

await t.test('an engine that says nothing of them gets none of them', async (t) => {
  const folder = t.testdir({ 'package.json': '{"name":"silent"}', 'main.js': 'throw new Error();' });
  const engines: [string, string | null][] = [
    ['fake', null],
    ['silent', path.join(folder, 'main.js')],
  ];
  for (const [name, from] of engines) {
    t.doesNotThrow(ask(name, from, {}), `${name} without any`);
    for (const [flag, extras] of Object.entries(EXTRAS)) {
      const message = new RegExp(`^The engine ${name} does not say that it takes ${flag}, `);
      t.throws(ask(name, from, extras), { code: 'USAGE', message }, `${name} ${flag}`);
    }
  }
});

await t.test("a third party's engine gets those that its manifest names", async (t) => {
  const dumont = { name: 'acme', formats: ['onnx'], units: ['CPU (ONNX)'], sessionOptions: ['cpuArena'] };
  const folder = t.testdir({
    'package.json': JSON.stringify({ name: 'acme', dumont }),
    'main.js': 'throw new Error();',
  });
  const from = path.join(folder, 'main.js');
  t.doesNotThrow(ask('acme', from, { cpuArena: false }));
  t.throws(ask('acme', from, { cpuArena: false, memoryPattern: true, intraOpSpinning: true }), {
    code: 'USAGE',
    message: /takes --intra-op-spinning and --memory-pattern, .*"sessionOptions"/,
  });
});

await t.test('what keeps compiled code for other processes is refused, wherever it is said', (t) => {
  const base = { engine: { name: 'onnx', package: null }, session: DEFAULT_REQUEST.session };
  const message =
    /The option (trt_engine_cache_path|ep\.context_enable) keeps compiled code for other processes/;
  const inProvider = { providerOptions: { trt_engine_cache_path: '/var/cache' } };
  t.throws(
    () => {
      checkSessionOptions({ ...base, provider: inProvider });
    },
    { code: 'USAGE', message },
  );
  t.throws(ask('onnx', null, { sessionEntries: { 'ep.context_enable': '1' } }), { code: 'USAGE', message });
  t.end();
});
