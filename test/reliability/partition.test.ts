/** The worker in one network, Redis and the orchestrator in another, and the line between them dead for a while. */
import path from 'node:path';
import t from 'tap';
import { OWN_NETWORK, skipWithoutNetworks } from '../support/partition.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';

const [program = '', ...words] = OWN_NETWORK;
const fixture = path.join(import.meta.dirname, 'fixtures', 'partitioned.ts');

// All of it runs in networks of its own: what is the machine's stays as it is.
await t.spawn(
  program,
  [...words, process.execPath, ...process.execArgv, fixture],
  { skip: skipWithoutRedis || skipWithoutNetworks },
  'a partition',
);
