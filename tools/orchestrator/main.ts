/** `npm run orchestrator`: the development orchestrator, until it is interrupted. */
import { printable } from '@dumont/protocol';
import { Command, InvalidArgumentError } from 'commander';
import { startRedis } from '../redis/start-redis.ts';
import { findRedisServer } from '../setup/redis.ts';
import { startOrchestrator } from './server/start-orchestrator.ts';

const EXAMPLES = `
Examples:
  npm run orchestrator                                       with a redis-server of its own
  npm run orchestrator -- --models ./models                  also serves http://127.0.0.1:5000/models/<file>
  npm run orchestrator -- --redis-url redis://127.0.0.1:6379 --port 5001

  curl -d '{"model_url": "http://127.0.0.1:5000/models/m.onnx", "jobs": [{"compute_unit": "CPU (ONNX)"}]}' \\
    -H 'content-type: application/json' http://127.0.0.1:5000/api/campaigns

tools/orchestrator/README.md lists every call.
`;

interface Options {
  readonly redisUrl?: string;
  readonly port: number;
  readonly host: string;
  readonly models?: string;
}

const program = new Command('orchestrator')
  .usage('[-- options]')
  .description('A SARK-compatible orchestrator for tests and trials. Everything is forgotten when it ends.')
  .option('--redis-url <url>', 'the Redis to use (default: starts one, which ends with it)')
  .option('--port <number>', 'port to listen on; 0: a free one', parsePort, 5000)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--models <folder>', 'serve the files in it below /models/')
  .addHelpText('after', EXAMPLES)
  .action(run);
await program.parseAsync();

async function run({ redisUrl, port, host, models }: Options): Promise<void> {
  const redis =
    redisUrl === undefined
      ? await startRedis({ program: await findRedisServer(), appendonly: true })
      : { url: redisUrl, stop: () => Promise.resolve() };
  try {
    const orchestrator = await startOrchestrator({
      ...{ redisUrl: redis.url, port, host, log },
      ...(models !== undefined && { models }),
    });
    log(`listening on ${orchestrator.url}, Redis at ${withoutPassword(redis.url)}; Ctrl-C ends it`);
    await interrupted();
    await orchestrator.stop();
  } finally {
    await redis.stop();
  }
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${printable(line)}\n`);
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535');
}
