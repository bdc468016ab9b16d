/** How often a worker knocks at a Redis that lets it in and does nothing for it. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { createConnection, type Connection } from '../../packages/supervisor/src/sark/queue/connection.ts';
import { addressOf, onlookerAt, testsOnRedis } from '../support/redis-connections.ts';

const test = testsOnRedis(t);
/** No wait before the second try is longer. */
const FIRST_MS = 200;
const LONGEST_MS = 2100;

async function nextDelayMs(connection: Connection): Promise<number> {
  const [ms] = (await once(connection, 'reconnecting')) as [number];
  return ms;
}

await test('the longer it is of no use the later it is tried again, until it lasts', async (t, server) => {
  const admin = onlookerAt(t, server);
  await admin.call('ACL', 'SETUSER', 'worker', 'on', '>secret', '~*', '+@all');
  const user = { username: 'worker', password: 'secret' };
  const connection = createConnection({ ...addressOf(server), ...user }, 'commands');
  t.teardown(() => {
    connection.disconnect();
  });
  await connection.connect();
  await connection.incr('counter');
  await admin.replicaof('127.0.0.1', 1);
  const write = (): void => {
    // Made, it is ready at once; what it is for is refused.
    connection.incr('counter').catch(() => undefined);
  };
  connection.on('ready', write);
  write();
  const delays: number[] = [];
  // By chance each may be short, and none is a success.
  while (!delays.some((ms) => ms > FIRST_MS)) delays.push(await nextDelayMs(connection));
  t.ok((delays[0] ?? Infinity) <= FIRST_MS, 'a connection that was good is made again at once');
  t.ok(Math.max(...delays) <= LONGEST_MS);
  await admin.replicaof('NO', 'ONE');
  if (connection.status !== 'ready') await once(connection, 'ready');
  connection.off('ready', write);
  while (connection.steadyMs <= LONGEST_MS) await delay(20);
  connection.drop();
  t.ok((await nextDelayMs(connection)) <= FIRST_MS);
});
