/** An orchestrator and a Redis that attack terminals and logs with what they say. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import t, { type Test } from 'tap';
import { FAKE_ENGINE } from '../support/command.ts';
import {
  findSteering,
  HOSTILE,
  HOSTILE_NAME,
  withoutOurOwn,
} from '../../packages/protocol/src/testing/hostile-text.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { isIdle, startFleet } from '../support/worker.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const MAIN = path.join(root, 'packages', 'supervisor', 'src', 'cli', 'main.ts');

/** @param body of every answer @returns where it is */
async function startOrchestrator(t: Test, status: number, body: object): Promise<string> {
  const server = http.createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return `http://127.0.0.1:${await listen(t, server)}`;
}

async function startRedis(t: Test): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    // What it is asked for when a connection begins, and else an error.
    const info = `redis_version:${HOSTILE_NAME}\r\n`;
    const toInfo = `$${Buffer.byteLength(info)}\r\n${info}\r\n`;
    socket.on('data', (data) => {
      for (const call of String(data).split(/(?=\*\d+\r\n)/)) {
        if (call.includes('info')) socket.write(toInfo);
        else socket.write(call.includes('hello') ? '%0\r\n' : `-ERR ${HOSTILE_NAME}\r\n`);
      }
    });
  });
  return `redis://127.0.0.1:${await listen(t, server)}`;
}

async function listen(t: Test, server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function run(t: Test, words: readonly string[], dataDir: string) {
  const { PATH = '', HOME = '' } = process.env;
  const where = ['--data-dir', dataDir, '--engine', FAKE_ENGINE, '--sandbox', 'off'];
  const flags = words[0] === 'test' ? where.slice(0, 2) : where;
  const result = await execa(
    process.execPath,
    ['--conditions=dumont-source', '--no-warnings', MAIN, ...words, ...flags],
    { extendEnv: false, env: { PATH, HOME }, reject: false, stdin: 'ignore' },
  );
  for (const text of [result.stdout, result.stderr]) t.equal(findSteering(text), null, words[0] ?? '');
  return result;
}

await t.test('a Redis that repeats what it was sent does not make a password known', async (t) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => socket.write(`-ERR unknown: ${String(data).replaceAll(/\s+/g, ' ')}\r\n`));
  });
  const url = `redis://user:canary%2Fword@127.0.0.1:${await listen(t, server)}`;
  const host = ['--host', await startOrchestrator(t, 400, { error: 'no' })];
  const dataDir = t.testdir({});
  for (const words of [['test'], ['test', '--json']]) {
    const { stdout, stderr } = await run(t, [...words, ...host, '--redis-url', url], dataDir);
    t.match(stdout, /hidden/);
    t.notMatch(stdout + stderr, /canary/);
  }
});

await t.test('no command shows what they say as it is', async (t) => {
  const redis = ['--redis-url', await startRedis(t)];
  const dataDir = path.join(t.testdir({}), `data${HOSTILE_NAME}`);
  const refusing = ['--host', await startOrchestrator(t, 400, { error: HOSTILE })];
  const refused = await run(t, ['enroll', ...refusing, ...redis], dataDir);
  t.match(refused, { exitCode: 2, stderr: /not enrolled: .*400.*il.u001b/ });
  t.match((await run(t, ['test', ...refusing, ...redis], dataDir)).stdout, /FAIL {2}orchestrator .*u001b/);
  t.match((await run(t, ['test', '--json', ...refusing, ...redis], dataDir)).stdout, /ERR ev/);
  const welcoming = [
    '--host',
    await startOrchestrator(t, 200, {
      ...{ worker_id: `w${HOSTILE}`, status: 'registered', action: 'created', previous_status: HOSTILE },
    }),
  ];
  t.match(await run(t, ['enroll', ...welcoming, ...redis], dataDir), {
    exitCode: 0,
    stdout: /Enrolled as wev/,
  });
  t.match((await run(t, ['info'], dataDir)).stdout, /worker +wev.u001b/);
  t.match((await run(t, ['info', '--json'], dataDir)).stdout, /"workerId": "wev/);
  t.match((await run(t, ['validate'], dataDir)).stdout, /data folder +.*u001b/);
  const sick = ['--host', await startOrchestrator(t, 200, { status: HOSTILE })];
  t.match((await run(t, ['test', ...sick, ...redis], dataDir)).stdout, /FAIL {2}orchestrator +ev.u001b/);
  t.match((await run(t, ['start', `--${HOSTILE}`], dataDir)).stderr, /unknown option/);
});

await t.test('nor does the log of a worker', { skip: skipWithoutRedis }, async (t) => {
  const fleet = await startFleet(t);
  const worker = fleet.start({ flags: ['--log-level', 'trace'] });
  await worker.logged(isIdle);
  const modelUrl = await fleet.model('fails.onnx', {
    load: [
      { do: 'write-stderr', text: `${HOSTILE}\n` },
      { do: 'fail', code: 'MODEL_INVALID', message: HOSTILE },
    ],
  });
  const { jobIds } = await fleet.orchestrator.postCampaign({
    modelUrl,
    jobs: [{ computeUnit: 'CPU (ONNX)' }],
  });
  await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  const unknown = `job${HOSTILE}`;
  await fleet.client.lpush('jobs:capability:cpu_onnx', unknown);
  await fleet.orchestrator.waitForResults(unknown);
  t.match(worker.log, [], 'it is JSON');
  t.ok(
    worker.log.some(({ jobId }) => jobId === unknown),
    'with the value itself',
  );
  t.equal(findSteering(worker.stderr()), null);
});

await t.test(
  'nor on a terminal',
  { skip: !(process.platform === 'linux' && existsSync('/usr/bin/script')) && 'needs script of util-linux' },
  async (t) => {
    const program = `
      import { createLogger } from './packages/supervisor/src/log/create-logger.ts';
      const text = JSON.parse(process.env.TEXT);
      const log = await createLogger({ level: 'info', terminal: true, color: true });
      log.child({ jobId: text }).error({ err: new TypeError(text), reason: text, [text]: [text] }, text);
    `;
    const { stdout } = await execa(
      '/usr/bin/script',
      [
        '-qec',
        `'${process.execPath}' --conditions=dumont-source --no-warnings --input-type=module -e "$PROGRAM"`,
        '/dev/null',
      ],
      { cwd: root, env: { PROGRAM: program, TEXT: JSON.stringify(HOSTILE) }, stdin: 'ignore' },
    );
    t.match(stdout, 'FORGED');
    t.equal(findSteering(withoutOurOwn(stdout)), null);
  },
);
