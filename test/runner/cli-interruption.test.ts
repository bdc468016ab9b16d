/** Signals and terminals: the real program, ended from outside. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { execa } from 'execa';
import { reportSchema } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { COMMAND_ARGUMENTS, ending, FAKE_ENGINE, prepareCommand, type Command } from '../support/command.ts';
import { writeFakeModel } from '../support/fake-model.ts';
import { allGone } from '../support/processes.ts';
import { encodeTinyModel } from '../../tools/models/tiny-model.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

/** The process and the grandchild tell their ids by a file. */
const WITHOUT = ['--sandbox', 'off'];
const posix = process.platform !== 'win32';

/** Starts a benchmark whose model never returns, with a grandchild of its own. @returns when the model is running */
async function startHanging(t: Test, command: Command) {
  const pidFile = path.join(t.testdirName, 'pids');
  const file = await writeFakeModel(t, { runs: [[{ do: 'leave-grandchild', pidFile }, { do: 'hang' }]] });
  const running = command.start([
    '-m',
    file,
    '--engine',
    FAKE_ENGINE,
    ...QUICK,
    ...WITHOUT,
    '--log-level',
    'debug',
  ]);
  if (running.stderr === null) throw new Error('no stderr');
  for await (const line of createInterface(running.stderr)) {
    if (line.includes('"phase":"first"')) break;
  }
  while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8').split('\n').length < 3) await setImmediate();
  return { running, pidFile };
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  await t.test(
    `${signal} ends everything and leaves nothing`,
    { skip: !posix && 'POSIX signals' },
    async (t) => {
      const command = prepareCommand(t);
      const { running, pidFile } = await startHanging(t, command);
      running.kill(signal);
      const { exitCode, stdout } = await ending(running);
      t.equal(exitCode, code);
      t.equal(stdout, '');
      t.equal((await allGone(pidFile)).length, 2);
      t.strictSame(command.leftovers(), []);
    },
  );
}

await t.test('a model from an address is measured and removed', async (t) => {
  const command = prepareCommand(t);
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/tiny.onnx') === true) response.end(encodeTinyModel());
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const models = ['-m', `${origin}/tiny.onnx?key=secret`, '-m', `${origin}/missing.onnx`];
  const { exitCode, stdout } = await command.run([...models, ...QUICK, '-f', 'ndjson']);
  const [tiny, missing] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => reportSchema.parse(JSON.parse(line)));
  t.match(tiny, { status: 'complete', model: { fileName: 'tiny.onnx', url: `${origin}/tiny.onnx?…` } });
  t.match(missing, {
    status: 'failed',
    model: { fileName: 'missing.onnx' },
    error: { code: 'MODEL_DOWNLOAD_FAILED', exitCode: 10, message: /404 Not Found/ },
  });
  t.notMatch(stdout, /secret/);
  t.equal(exitCode, 10);
  t.strictSame(command.leftovers(), []);
});

await t.test('an interrupted download leaves nothing', { skip: !posix && 'POSIX signals' }, async (t) => {
  const command = prepareCommand(t);
  const server = createServer((_request, response) => {
    response.setHeader('content-length', 1000);
    response.write('the beginning');
    running.kill('SIGINT');
  });
  let connections = 0;
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const running = command.start(['-m', `http://127.0.0.1:${port}/slow.onnx`, ...QUICK]);
  const { exitCode, stdout, stderr } = await ending(running);
  t.equal(exitCode, 130);
  t.equal(stdout + stderr, '');
  t.strictSame(command.leftovers(), []);
  t.equal(connections, 1, 'no connection is made once it is over');
});

/** `script` of util-linux gives the command a terminal of its own. */
const hasTerminal = process.platform === 'linux' && existsSync('/usr/bin/script');

await t.test(
  'colours and progress are for terminals, and can be turned off',
  { skip: !hasTerminal && 'needs script of util-linux' },
  async (t) => {
    const command = prepareCommand(t);
    const model = writeTinyModel(t);
    const inTerminal = async (
      flags: readonly string[],
      env: Record<string, string> = {},
      size = 'cols 80 rows 24',
    ): Promise<string> => {
      const words = [process.execPath, ...COMMAND_ARGUMENTS, '-m', model, ...flags];
      const line = words.map((word) => `'${word}'`).join(' ');
      const { stdout } = await execa('/usr/bin/script', ['-qec', `stty ${size}; ${line}`, '/dev/null'], {
        extendEnv: false,
        env: { ...command.environment, TERM: 'xterm-256color', ...env },
        stdin: 'ignore',
      });
      return stdout;
    };
    const bold = '\u001b[1mInference';
    const plain = await inTerminal(QUICK);
    t.ok(plain.includes(bold));
    t.match(plain, /starting, process|measuring the harness/, 'progress');
    t.notMatch(plain, /CPU [\d.]+ %/, 'what the process takes is shown where that is asked for');
    // Long enough for a look at the CPU time and a line drawn after it.
    const monitored = await inTerminal(['--loads', '1', '--duration', '3s', '--no-color', '--monitor']);
    t.match(monitored, /measuring[^\n]*\n[^\n]*CPU [\d.]+ %, memory [\d.]+ MB/);
    const unseen = await command.run(['-m', model, ...QUICK, '--monitor']);
    t.equal(unseen.exitCode, 0);
    t.equal(unseen.stderr.split('--monitor shows nothing').length, 2, 'said once where there is no terminal');
    const quiet = await inTerminal([...QUICK, '--quiet'], { NO_COLOR: '1' });
    t.notOk(quiet.includes('\u001b'), 'no colour, no progress');
    t.notOk((await inTerminal([...QUICK, '--no-color', '--quiet'])).includes('\u001b'));
    const sizeless = await inTerminal([...QUICK, '--no-color'], {}, 'cols 0 rows 0');
    t.notMatch(sizeless, /starting/, 'no progress where there are no columns');
  },
);
