/** `npm run orchestrator`, really started and ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { findFreePort } from '../redis/free-port.ts';
import { connect } from './server/connection.ts';
import { drainResults } from './server/drain.ts';
import { skipWithoutRedis, startTestRedis } from '../redis/testing.ts';
import { errorCode } from '@dumont/runner/host';

const root = path.resolve(import.meta.dirname, '../..');
const program = path.resolve(import.meta.dirname, 'main.ts');

function start(...programArguments: string[]) {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawn(process.execPath, [...process.execArgv, program, ...programArguments], {
    stdio: [...stdio],
  });
}

/** What is left of it where the test fails. */
function endGroup(id: number): void {
  try {
    process.kill(-id, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

await t.test('it listens, and ends on SIGTERM', { skip: skipWithoutRedis }, async (t) => {
  const redis = await startTestRedis(t);
  const url = redis.url.replace('//', '//default:secret@');
  const running = start('--redis-url', url, '--port', '0');
  const ended = once(running, 'exit');
  let shown = '';
  for await (const line of createInterface(running.stderr)) {
    shown = line;
    if (line.includes('listening on')) break;
  }
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(shown)?.[0] ?? '';
  t.equal((await fetch(`${address}/api/health`)).status, 200);
  t.notMatch(shown, /secret/);
  running.kill('SIGTERM');
  t.strictSame(await ended, [0, null]);
});

await t.test(
  'npm told to end takes it along',
  { skip: skipWithoutRedis || (process.platform === 'win32' && 'POSIX signals') },
  async (t) => {
    const redis = await startTestRedis(t);
    const words = ['run', '--silent', 'orchestrator', '--', '--redis-url', redis.url, '--port', '0'];
    const npm = spawn('npm', words, {
      cwd: root,
      detached: true,
      // Tests beside this one run: nothing may be installed or built.
      env: { ...process.env, DUMONT_SET_UP: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    t.teardown(() => {
      endGroup(npm.pid ?? 0);
    });
    let wasListening = false;
    for await (const line of createInterface(npm.stderr)) {
      if (!line.includes('listening on')) continue;
      wasListening = true;
      npm.kill('SIGTERM');
    }
    // The pipe ends with the last process that could write into it.
    t.ok(wasListening, 'it was listening, and is gone');
  },
);

await t.test('taking results ends while there is no Redis', async (t) => {
  const url = `redis://127.0.0.1:${await findFreePort()}`;
  const ignore = () => undefined;
  const [blocking, commands] = [connect(url, ignore), connect(url, ignore)];
  const drain = drainResults({ blocking, commands }, 'pop', { result: ignore, error: ignore });
  // Not `once`, which an error ends.
  await new Promise((resolve) => blocking.once('reconnecting', resolve));
  await drain.stop();
  commands.disconnect();
  t.not(blocking.status, 'ready');
});

await t.test('its help has examples; a wrong port is refused', async (t) => {
  const help = start('--help');
  t.match(await text(help.stdout), /Examples:\n {2}npm run orchestrator/);
  const refused = start('--port', 'x');
  t.strictSame(await once(refused, 'exit'), [1, null]);
});
