import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import t from 'tap';
import { parseStartTicks } from '../../host/proc-files.ts';
import { checkWalls } from './check-walls.ts';

const folder = t.testdir({ secret: 'x' });
const server = createServer().listen(0, '127.0.0.1');
t.teardown(() => server.close());
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

const isLinux = process.platform === 'linux';
const startTicks = isLinux ? parseStartTicks(readFileSync('/proc/self/stat', 'latin1')) : null;
const inReach = {
  readFile: path.join(folder, 'secret'),
  writeFile: path.join(folder, 'made'),
  port,
  parent: { pid: process.pid, startTicks },
};

await t.test('what is in reach is found', async (t) => {
  t.same(await checkWalls(inReach), ['file-read', 'file-write', 'processes', 'network']);
  t.ok(existsSync(inReach.writeFile));
});

await t.test('what is not is a wall that holds', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port: nobodys } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  const outOfReach = {
    readFile: path.join(folder, 'nothing'),
    writeFile: path.join(folder, 'no-folder', 'made'),
    port: nobodys,
    // No system gives a process such a number.
    parent: { pid: 2 ** 31 - 1, startTicks: null },
  };
  t.same(await checkWalls(outOfReach), []);
  for (const wall of ['readFile', 'writeFile', 'port', 'parent'] as const) {
    t.equal((await checkWalls({ ...outOfReach, [wall]: inReach[wall] })).length, 1, wall);
  }
});

await t.test("another process with the parent's number", { skip: !isLinux && 'Linux' }, async (t) => {
  const open = await checkWalls({ ...inReach, parent: { pid: process.pid, startTicks: '1' } });
  t.notOk(open.includes('processes'));
});
