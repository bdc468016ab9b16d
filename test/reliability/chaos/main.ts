/** `npm run chaos`: shows that no job is lost and none published twice, whatever dies when. docs/reliability.md */
import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runChaos } from './chaos.ts';
import { REDIS_FAULTS } from './redis-faults.ts';
import { describeVerdict, isFaultless } from './verdict.ts';
import { STAGES, type Stage } from '../fleet/stages.ts';
import { SABOTAGES, type Sabotage } from './world.ts';

const EXAMPLES = `
Examples:
  npm run chaos                                      100 kills, 20 zombies
  npm run chaos -- --kills 1000 --zombies 200 --workers 4
  npm run chaos -- --seed 7 --json                   the same plan again, as JSON

Exit code 0 only where no job is lost, none has two results and nothing is left over; else 1.
`;

interface Options {
  readonly kills: number;
  readonly zombies: number;
  readonly workers: number;
  readonly redisFaults?: number;
  readonly seed?: number;
  readonly lease: number;
  readonly timeout: number;
  readonly for?: number;
  readonly json: boolean;
  readonly stage?: Stage;
  readonly sabotage?: NonNullable<Sabotage>;
}

const program = new Command('chaos')
  .usage('[-- options]')
  .description(
    'Kills and stops workers of a fake fleet at random moments, breaks its Redis in every way, and counts what came of the jobs.',
  )
  .option('--kills <n>', 'how often a worker is killed (SIGKILL)', parseCount, 100)
  .option('--zombies <n>', 'how often one is stopped (SIGSTOP) past its lease', parseCount, 20)
  .option('--workers <n>', 'supervisor processes', parsePositive, 4)
  .option(
    '--redis-faults <n>',
    `how often Redis is ${REDIS_FAULTS.join(', ')} (default: once for 50 attacks, each kind at least once)`,
    parseCount,
  )
  .option('--seed <n>', 'which moments (default: others each time)', parseCount)
  .option('--lease <ms>', 'length of a lease', parsePositive, 1500)
  .option('--timeout <seconds>', 'give up after so long', parsePositive, 3600)
  .option('--for <seconds>', 'attack no longer than this, and then see what came of it', parsePositive)
  .option('--json', 'print JSON', false)
  .addOption(new Option('--stage <stage>', 'attack only at this stage of a job').choices(STAGES))
  .addOption(new Option('--sabotage <what>').choices(SABOTAGES).hideHelp())
  .addHelpText('after', EXAMPLES)
  .action(run);
await program.parseAsync();

async function run(options: Options): Promise<void> {
  const { kills, zombies, workers, lease, timeout, json, stage = null, sabotage = null } = options;
  const verdict = await runChaos({
    ...{ kills, zombies, workers, leaseMs: lease, timeoutMs: timeout * 1000, stage, sabotage },
    attackMs: (options.for ?? timeout) * 1000,
    redisFaults: options.redisFaults ?? Math.max(REDIS_FAULTS.length, Math.ceil((kills + zombies) / 50)),
    seed: options.seed ?? randomInt(2 ** 31),
    progress: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
  process.stdout.write(json ? `${JSON.stringify(verdict, null, 2)}\n` : describeVerdict(verdict));
  process.exitCode = isFaultless(verdict) ? 0 : 1;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError('a whole number, 0 or more');
}

function parsePositive(text: string): number {
  const count = parseCount(text);
  if (count > 0) return count;
  throw new InvalidArgumentError('a whole number, 1 or more');
}
