/** The command on machines where the sandbox can be had, and on those where it cannot. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { reportSchema, type BenchmarkReport } from '@dumont/protocol';
import { launchBenchmark } from '@dumont/runner';
import { execa, execaSync } from 'execa';
import t from 'tap';
import { STRICT, whyNoSandbox } from '../support/sandbox.ts';
import { COMMAND_ARGUMENTS, prepareCommand } from '../support/command.ts';
import { requestFor, writeFakeModel } from '../support/fake-model.ts';
import { encodeTinyModel } from '../../tools/models/tiny-model.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';
import { writeModelWithWeights } from './support/model-with-weights.ts';

const unavailable = await whyNoSandbox();
const skip = unavailable ?? false;

await t.test('strict reports the walls that held', { skip }, async (t) => {
  const file = await writeFakeModel(t, {});
  const { status, sandbox, memory, warnings } = await launchBenchmark(requestFor(file, { sandbox: STRICT }));
  t.equal(status, 'complete');
  t.equal(sandbox.mode, 'strict');
  t.ok(
    ['bubblewrap', 'rlimits', 'node-permissions'].every((layer) => sandbox.layers.includes(layer)),
    sandbox.layers.join(' '),
  );
  t.same(sandbox.missing, []);
  t.equal(memory?.method, 'kernel-peak', 'the kernel is asked for the process inside');
  t.notOk(warnings.some(({ code }) => code === 'SANDBOX_INCOMPLETE'));
});

await t.test('a crash inside keeps its signal, and its exit code', { skip }, async (t) => {
  const crash = await writeFakeModel(t, { load: [{ do: 'die', signal: 'SIGSEGV' }] });
  t.match((await launchBenchmark(requestFor(crash, { sandbox: STRICT }))).error, {
    code: 'RUNNER_CRASHED',
    signal: 'SIGSEGV',
  });
  const exit = await writeFakeModel(t, { load: [{ do: 'exit', code: 7 }] });
  t.match((await launchBenchmark(requestFor(exit, { sandbox: STRICT }))).error, {
    signal: null,
    message: /exit code 7/,
  });
});

await t.test('memory is that of the process inside', { skip }, async (t) => {
  const file = await writeFakeModel(t, { runs: [[], [{ do: 'touch-memory', mb: 300 }], []] });
  const { memory } = await launchBenchmark(requestFor(file, { sandbox: STRICT }));
  // bubblewrap's own processes hold a few MB: these are figures of the Node within.
  const { peakMb = 0 } = memory?.inference ?? {};
  t.ok(peakMb > 300, `${peakMb} MB at the peak`);
  const { baselineMb = 0 } = memory ?? {};
  t.ok(baselineMb > 30, `${baselineMb} MB before the model`);
});

await t.test(
  'a model’s weights in another file are there, and nothing else of the folder',
  { skip },
  async (t) => {
    const { file } = writeModelWithWeights(t);
    const onnx = { engine: { name: 'onnx', package: null }, sandbox: STRICT };
    t.equal((await launchBenchmark(requestFor(file, onnx))).error, null);
    const alone = requestFor(file, {
      ...onnx,
      model: { path: file, format: 'onnx', url: 'https://host/model.onnx', standsAlone: true },
    });
    t.match((await launchBenchmark(alone)).error, { code: 'MODEL_INVALID' }, 'a download stands alone');
  },
);

await t.test(
  'without bubblewrap strict refuses, auto warns once, off is asked for',
  { skip: process.platform !== 'linux' && 'Linux' },
  async (t) => {
    const command = prepareCommand(t);
    const model = writeTinyModel(t);
    const nowhere = { env: { PATH: '/nowhere' } };
    const strict = await command.run(['-m', model, ...QUICK, '-f', 'json', '--sandbox', 'strict'], nowhere);
    t.equal(strict.exitCode, 14);
    t.match(parseReports(strict.stdout)[0]?.error, {
      code: 'SANDBOX_UNAVAILABLE',
      message: /apt-get install bubblewrap/,
    });
    const auto = await command.run(['-m', model, '-m', model, ...QUICK, '-f', 'json'], nowhere);
    t.equal(auto.exitCode, 0);
    for (const { sandbox, warnings } of parseReports(auto.stdout)) {
      t.ok(
        ['bubblewrap', 'file-read', 'file-write', 'network', 'processes'].every((wall) =>
          sandbox.missing.includes(wall),
        ),
        sandbox.missing.join(' '),
      );
      t.ok(warnings.some(({ code }) => code === 'SANDBOX_INCOMPLETE'));
    }
    t.equal(auto.stderr.split('SANDBOX_INCOMPLETE').length, 2, 'said once');
    const off = await command.run(['-m', model, ...QUICK, '-f', 'json', '--sandbox', 'off'], nowhere);
    t.match(parseReports(off.stdout)[0]?.sandbox, { mode: 'off', missing: [] });
    t.match(await command.run(['probe', '--sandbox', 'strict'], nowhere), {
      exitCode: 14,
      stderr: /bubblewrap is not installed/,
    });
    t.strictSame(command.leftovers(), []);
  },
);

await t.test(
  'a kernel that refuses user namespaces: the remedy names its setting',
  { skip: skip || withoutUnshare() },
  async (t) => {
    const words = [
      '--user',
      '--map-root-user',
      'sh',
      '-c',
      'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"',
      'sh',
    ];
    const args = [
      ...COMMAND_ARGUMENTS,
      '-m',
      writeTinyModel(t),
      ...QUICK,
      '-f',
      'json',
      '--sandbox',
      'strict',
    ];
    const { exitCode, stdout } = await execa('unshare', [...words, process.execPath, ...args], {
      reject: false,
    });
    t.equal(exitCode, 14);
    t.match(parseReports(stdout)[0]?.error?.message, /sysctl -w user\.max_user_namespaces=/);
  },
);

await t.test(
  'an ordinary user has the same walls',
  { skip: skip || (process.getuid?.() !== 0 && 'this is an ordinary user') },
  async (t) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dumont-user-'));
    t.teardown(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    chmodSync(folder, 0o777);
    const model = path.join(folder, 'tiny.onnx');
    writeFileSync(model, encodeTinyModel(), { mode: 0o644 });
    const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
    const readable = await execa('setpriv', [...user, process.execPath, '--version'], { reject: false });
    if (readable.failed) {
      t.pass('this checkout is not readable by other users');
      return;
    }
    const args = [...COMMAND_ARGUMENTS, '-m', model, ...QUICK, '-f', 'json', '--sandbox', 'strict'];
    const { stdout, stderr } = await execa('setpriv', [...user, process.execPath, ...args], {
      reject: false,
      env: { TMPDIR: folder },
    });
    const [report] = parseReports(stdout);
    t.equal(report?.error, null, stderr);
    t.same(report?.sandbox.missing, []);
  },
);

function parseReports(stdout: string): BenchmarkReport[] {
  const parsed: unknown = JSON.parse(stdout);
  return (Array.isArray(parsed) ? parsed : [parsed]).map((report) => reportSchema.parse(report));
}

function withoutUnshare(): string | false {
  const { failed } = execaSync('unshare', ['--user', '--map-root-user', 'true'], { reject: false });
  return failed ? 'needs unshare of util-linux' : false;
}
