/** What the command writes, and where: the real program on a tiny model. */
import { closeSync, existsSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { reportSchema } from '@dumont/protocol';
import t from 'tap';
import { ending, prepareCommand } from '../support/command.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

await t.test('one run, in every format', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  const out = (name: string) => path.join(path.dirname(model), name);
  const files = ['r.json', 'r.ndjson', 'r.csv', 'r.md', 'r.txt'].flatMap((name) => ['-o', out(name)]);
  const { exitCode, stdout } = await command.run([
    '-m',
    model,
    ...QUICK,
    '--profile',
    '-f',
    'json',
    ...files,
  ]);
  t.equal(exitCode, 0);
  const report = reportSchema.parse(JSON.parse(stdout));
  t.match(report, {
    status: 'complete',
    error: null,
    model: { fileName: 'tiny.onnx', path: model, format: 'onnx' },
    engine: { computeUnit: 'CPU (ONNX)' },
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 4], source: 'random' }],
    inference: { ms: { n: 3 } },
    profile: { operators: [{ opType: 'Add' }] },
  });
  const read = (name: string) => readFileSync(out(name), 'utf8');
  t.equal(read('r.json'), stdout);
  t.strictSame(JSON.parse(read('r.ndjson')), report);
  t.equal(read('r.csv').trimEnd().split('\n').length, 2);
  t.match(read('r.md'), /^### tiny\.onnx$/m);
  t.match(read('r.txt'), /^tiny\.onnx\nCPU \(ONNX\) · onnx /);
  t.ok(widest(read('r.txt')) <= 80);
  t.strictSame(command.leftovers(), []);
});

await t.test('the table stands alone on stdout, without colours or progress', async (t) => {
  const command = prepareCommand(t);
  const { exitCode, stdout, stderr } = await command.run(['-m', writeTinyModel(t), ...QUICK]);
  t.equal(exitCode, 0);
  t.equal(stderr, '');
  t.match(stdout, /median .* 95 % CI needs 6 runs/);
  t.ok(!stdout.includes('\u001b'));
  t.ok(widest(stdout) <= 80);
});

await t.test('a missing model does not keep the others from being measured', async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  const missing = path.join(path.dirname(model), 'missing.onnx');
  const args = ['-m', missing, '-m', model, ...QUICK, '-f', 'json'];
  const { exitCode, stdout } = await command.run(args);
  const reports = reportSchema.array().parse(JSON.parse(stdout));
  t.strictSame(
    reports.map(({ status, model }) => [status, model.fileName]),
    [
      ['failed', 'missing.onnx'],
      ['complete', 'tiny.onnx'],
    ],
  );
  t.equal(exitCode, 10);
});

await t.test('variables set flags', async (t) => {
  const command = prepareCommand(t);
  const env = {
    DUMONT_MODEL: writeTinyModel(t),
    DUMONT_RUNS: '4',
    DUMONT_LOADS: '1',
    DUMONT_FORMAT: 'ndjson',
  };
  const { exitCode, stdout } = await command.run([], { env });
  t.equal(exitCode, 0);
  t.match(JSON.parse(stdout), { inference: { ms: { n: 4 } } });
});

await t.test(
  'a full disk costs the file, not the result',
  { skip: !existsSync('/dev/full') && 'needs /dev/full' },
  async (t) => {
    const command = prepareCommand(t);
    const model = writeTinyModel(t);
    const full = path.join(path.dirname(model), 'full.csv');
    symlinkSync('/dev/full', full);
    const { exitCode, stdout, stderr } = await command.run(['-m', model, ...QUICK, '-f', 'json', '-o', full]);
    t.equal(exitCode, 2);
    t.match(reportSchema.parse(JSON.parse(stdout)), { status: 'complete' });
    t.match(stderr, /OUTPUT_FAILED.*full\.csv: no space is left on the device/);
  },
);

await t.test(
  'a full disk behind stdout costs what is printed, not the file',
  { skip: !existsSync('/dev/full') && 'needs /dev/full' },
  async (t) => {
    const command = prepareCommand(t);
    const model = writeTinyModel(t);
    const file = path.join(path.dirname(model), 'r.json');
    const full = openSync('/dev/full', 'w');
    const { exitCode, stderr } = await command.run(['-m', model, ...QUICK, '-o', file], { stdout: full });
    closeSync(full);
    t.equal(exitCode, 2);
    t.match(stderr, /standard output: no space is left on the device/);
    t.match(reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))), { status: 'complete' });
  },
);

await t.test('a reader that leaves ends it quietly', async (t) => {
  const command = prepareCommand(t);
  const running = command.start(['-m', writeTinyModel(t), ...QUICK]);
  running.stdout?.destroy();
  const { exitCode, stderr } = await ending(running);
  t.equal(exitCode, 0);
  t.equal(stderr, '');
  t.strictSame(command.leftovers(), []);
});
