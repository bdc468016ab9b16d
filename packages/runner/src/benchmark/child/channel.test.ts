import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import t, { type Test } from 'tap';

const channelUrl = pathToFileURL(path.join(import.meta.dirname, 'channel.ts')).href;

/** A process that runs `body` with what channel.ts has, and a channel where descriptor 3 is one. */
function start(t: Test, body: string, descriptor: 'pipe' | 'ignore' = 'pipe') {
  const program = `import { openChannel, tellExit } from ${JSON.stringify(channelUrl)};\n${body}`;
  const args = ['--conditions=dumont-source', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, {
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
  });
  const exited = once(child, 'close');
  t.teardown(() => child.kill('SIGKILL'));
  return { child, exited };
}

function startWithChannel(t: Test, body: string) {
  const { child, exited } = start(t, body);
  const socket = child.stdio[3];
  if (!(socket instanceof Duplex)) throw new TypeError('no channel');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    exited,
    socket,
    read: async (): Promise<unknown> => {
      const next = await lines.next();
      return next.done === true ? undefined : JSON.parse(next.value);
    },
    write: (message: unknown) => socket.write(`${JSON.stringify(message)}\n`),
  };
}

const ECHO = `
const channel = openChannel();
await channel.send({ type: 'online', version: 1 });
try {
  await channel.receiveProceed('load');
  await channel.receiveProceed('first');
  await channel.send({ type: 'finished' });
} catch ({ code, message }) {
  await channel.send({ type: 'failed', code, message });
}
process.exit(0);`;

await t.test('messages are taken in their order, however they arrive', async (t) => {
  const { read, socket, exited } = startWithChannel(t, ECHO);
  t.same(await read(), { type: 'online', version: 1 });
  const both = ['load', 'first'].map((phase) => `${JSON.stringify({ type: 'proceed', phase })}\n`).join('');
  socket.write(both.slice(0, 10));
  socket.write(both.slice(10));
  t.same(await read(), { type: 'finished' });
  t.same(await exited, [0, null]);
});

await t.test('another message than the awaited one is an error', async (t) => {
  const { read, write } = startWithChannel(t, ECHO);
  await read();
  write({ type: 'proceed', phase: 'measure' });
  t.match(await read(), { type: 'failed', code: 'INTERNAL', message: /expected to proceed with load/ });
});

await t.test('without its parent a process leaves, whatever it waits for', async (t) => {
  const { read, socket, exited } = startWithChannel(t, ECHO);
  await read();
  socket.destroy();
  t.same(await exited, [0, null]);
});

await t.test('an exit code that looks like a signal is told, another is not', async (t) => {
  const leave = (code: number): string => `process.on('exit', tellExit);\nprocess.exit(${code});`;
  t.same(await startWithChannel(t, leave(139)).read(), { type: 'exiting', code: 139 });
  t.equal(await startWithChannel(t, leave(7)).read(), undefined);
});

await t.test('a process without a channel says who is to start it', async (t) => {
  const { child, exited } = start(t, 'openChannel();', 'ignore');
  const words = await child.stderr?.toArray();
  t.match(String(words), /this program is started by dumont-runner/);
  t.same(await exited, [1, null]);
});
