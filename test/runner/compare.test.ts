/** Comparing by the real command: fresh processes of both sides, in turn, and the exit code that a CI believes. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { comparisonSchema, reportSchema } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { serve } from '../support/serve.ts';
import { FAKE_ENGINE, prepareCommand } from '../support/command.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

/** Runs of so many milliseconds of computing. */
function writeFake(t: Test, name: string, ms: number): string {
  const file = path.join(t.testdirName, name);
  writeFileSync(file, JSON.stringify({ runs: [[{ do: 'compute', ms }]] }));
  return file;
}

const QUICK = ['--engine', FAKE_ENGINE, '--runs', '3', '--warmup', '0', '--pairs', '6', '-f', 'json'];

await t.test('several times slower is regressed, whatever else the machine does', async (t) => {
  t.testdir();
  const command = prepareCommand(t);
  const out = path.join(t.testdirName, 'result.md');
  const { exitCode, stdout } = await command.run([
    ...['--model', writeFake(t, 'slow.onnx', 40), '--vs', writeFake(t, 'fast.onnx', 1)],
    ...QUICK,
    ...['-o', out],
  ]);
  t.equal(exitCode, 20);
  const comparison = comparisonSchema.parse(JSON.parse(stdout));
  t.match(comparison, { status: 'complete', kind: 'paired', verdict: 'regressed', pairs: 6 });
  t.strictSame(comparison.processes.map(({ side }) => side.slice(0, 1)).join(''), 'bccbbccbbccb', 'ABBA');
  t.match(comparison.metrics[0], { metric: 'latency', gated: true, verdict: 'regressed' });
  t.ok(comparison.differences.some(({ field, baseline }) => field === 'model' && baseline === 'fast.onnx'));
  t.match(readFileSync(out, 'utf8'), /^### Regressed: slow\.onnx against fast\.onnx$/m);
  const written = path.join(t.testdirName, 'comparison.json');
  writeFileSync(written, stdout);
  const again = await command.run(['compare', written, written]);
  t.match(again, { exitCode: 2, stderr: /comparison\.json is a comparison: give the report of one run/ });
  t.strictSame(command.leftovers(), []);
});

await t.test('one pair decides nothing', async (t) => {
  const model = writeTinyModel(t);
  const command = prepareCommand(t);
  const { exitCode, stdout } = await command.run([
    ...['--model', model, '--vs-option', 'graph-optimization=disabled', '--runs', '3', '--warmup', '0'],
    ...['--budget', '1ms', '-f', 'json'],
  ]);
  t.equal(exitCode, 21);
  t.match(JSON.parse(stdout), {
    verdict: 'inconclusive',
    pairs: 1,
    baseline: { settings: { graphOptimization: 'disabled' } },
    candidate: { settings: { graphOptimization: 'all' } },
    differences: [{ field: 'graph optimization', baseline: 'disabled', candidate: 'all' }],
  });
  const everything = await command.run(['history', 'export', '-f', 'ndjson']);
  t.strictSame(JSON.parse(everything.stdout), JSON.parse(stdout), 'it is kept, and exported');
  const array = await command.run(['history', 'export', '-f', 'json']);
  t.strictSame(JSON.parse(array.stdout), []);
  t.match(array.stderr, /1 comparison left out of json/);
});

await t.test('a side that fails is no verdict, and names itself', async (t) => {
  t.testdir();
  const broken = path.join(t.testdirName, 'broken.onnx');
  writeFileSync(broken, JSON.stringify({ load: [{ do: 'die', signal: 'SIGSEGV' }] }));
  const { exitCode, stdout } = await prepareCommand(t).run([
    ...['--model', writeFake(t, 'fine.onnx', 1), '--vs', broken],
    ...QUICK,
  ]);
  t.equal(exitCode, 12);
  t.match(comparisonSchema.parse(JSON.parse(stdout)), {
    status: 'failed',
    candidate: null,
    error: { code: 'RUNNER_CRASHED', signal: 'SIGSEGV' },
  });
});

await t.test('a missing baseline is found before anything runs', async (t) => {
  const { exitCode, stderr } = await prepareCommand(t).run(['-m', writeTinyModel(t), '--vs', 'none.onnx']);
  t.equal(exitCode, 10);
  t.match(stderr, /There is no file none\.onnx/);
});

await t.test('a comparison downloads from where its flags allow', async (t) => {
  const inner = await serve(t, (_request, response) => response.writeHead(404).end());
  const location = `${inner.origin}/m.onnx`;
  const outer = await serve(t, (_request, response) => response.writeHead(302, { location }).end());
  const flags = ['--model', `${outer.origin}/m.onnx`, '--vs', writeTinyModel(t)];
  const command = prepareCommand(t);
  const refused = await command.run(flags);
  t.equal(refused.exitCode, 10);
  t.match(refused.stderr, /is at no public address/);
  const allowed = await command.run([...flags, '--allow-host', `127.0.0.1:${inner.port}`]);
  t.equal(allowed.exitCode, 10);
  t.match(allowed.stderr, /answered 404/);
  t.equal(inner.requests.length, 1);
});

await t.test('a model against itself tells how often this machine would give a false alarm', async (t) => {
  t.testdir();
  const { exitCode, stdout } = await prepareCommand(t).run([
    ...['--model', writeFake(t, 'fake.onnx', 1), '--self-test', ...QUICK],
    ...['--max-regression', '100000%'],
  ]);
  t.equal(exitCode, 0);
  const { selfTest, verdict, pairs } = comparisonSchema.parse(JSON.parse(stdout));
  if (selfTest === null) throw new Error('no self-test');
  t.equal(verdict, 'pass');
  t.equal(pairs, 6);
  t.equal(selfTest.withLimit, 0);
  t.ok(selfTest.withoutLimit <= 1 && selfTest.comparisons === 2000);
});

await t.test('a stored report is a baseline where conditions are alike, and warns', async (t) => {
  const command = prepareCommand(t);
  t.testdir();
  const model = writeFake(t, 'fake.onnx', 1);
  const report = path.join(t.testdirName, 'report.json');
  const quick = ['--model', model, '--engine', FAKE_ENGINE, '--runs', '3', '--warmup', '0'];
  t.equal((await command.run([...quick, '--loads', '1', '-o', report])).exitCode, 0);
  // One process is enough to see what it is held against.
  const against = [...quick, '--baseline', report, '--budget', '1ms', '-f', 'json'];

  const alike = await command.run(against);
  t.equal(alike.exitCode, 21);
  t.match(JSON.parse(alike.stdout), {
    kind: 'stored',
    verdict: 'inconclusive',
    warnings: [{ code: 'STORED_BASELINE' }],
  });

  const stored = JSON.parse(readFileSync(report, 'utf8')) as {
    engine: { computeUnit: string };
    environment: { cpuModel: string };
  };
  stored.environment.cpuModel = 'Another 9000';
  writeFileSync(report, JSON.stringify(stored));
  const refused = await command.run([...against, '--intra-op-threads', '1']);
  t.equal(refused.exitCode, 2);
  t.match(refused.stderr, /CPU model: Another 9000 → /);
  t.match(refused.stderr, /intra-op threads: none → 1/);
  t.equal(refused.stdout, '');

  const allowed = await command.run([...against, '--allow-different']);
  t.equal(allowed.exitCode, 21);
  t.match(JSON.parse(allowed.stdout), {
    warnings: [{ code: 'STORED_BASELINE' }, { code: 'UNLIKE_CONDITIONS', message: /Another 9000/ }],
  });

  stored.engine.computeUnit = 'WebGPU (ONNX)';
  writeFileSync(report, JSON.stringify(stored));
  const elsewhere = await command.run([...against, '--allow-different']);
  t.match(
    JSON.parse(elsewhere.stdout),
    { candidate: { engine: { computeUnit: 'WebGPU (ONNX)' } } },
    'its unit too',
  );
  const named = await command.run([...against, '--compute-unit', 'cpu']);
  t.match(named.stderr, /compute unit: WebGPU \(ONNX\) → CPU \(ONNX\)/);

  for (const [text, said] of [
    ['{"schema":"dumont.report/2"}', /report\.json is no report, as --format json writes it: status: /],
    [
      '{"schema":"dumont.report/3"}',
      /report\.json cannot be read: a newer Dumont wrote it, as dumont\.report\/3/,
    ],
  ] as const) {
    writeFileSync(report, text);
    const invalid = await command.run(against);
    t.equal(invalid.exitCode, 2);
    t.match(invalid.stderr, said);
  }
});

await t.test('reports of version 1 stand beside those of today', async (t) => {
  const kept = new URL('../../packages/protocol/src/testing/', import.meta.url);
  const reports = ['version-1/early.json', 'version-1/complete.json', 'version-2/complete.json'];
  const paths = reports.map((report) => fileURLToPath(new URL(report, kept)));
  const { exitCode, stdout } = await prepareCommand(t).run(['compare', ...paths, '-f', 'json']);
  t.equal(exitCode, 0);
  const shown = z.array(reportSchema).parse(JSON.parse(stdout));
  t.strictSame(
    shown.map(({ createdUtc }) => createdUtc),
    paths.map(createdUtcOf),
  );
});

function createdUtcOf(file: string): string {
  return z.object({ createdUtc: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).createdUtc;
}
