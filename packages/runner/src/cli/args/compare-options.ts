/** The flags of comparing. */
import { Option } from 'commander';
import { RepeatableOption } from './repeatable-option.ts';

export const VS_OPTION_NAMES = [
  'intra-op-threads',
  'inter-op-threads',
  'graph-optimization',
  'execution-mode',
] as const;

export function compareOptions(): Option[] {
  return [
    new Option('--vs <file|url>', 'the baseline: another model, run in turn with --model'),
    new RepeatableOption(
      '--vs-option <name=value>',
      `the baseline: other session options (${VS_OPTION_NAMES.join(', ')})`,
    ),
    new Option('--vs-compute-unit <unit>', 'the baseline: another compute unit'),
    new Option(
      '--self-test',
      'compare the model with itself: how often would this machine give a false alarm',
    ),
    new Option('--baseline <report.json>', 'the baseline: a report from before, which is weaker than --vs'),
    new Option('--allow-different', 'take a --baseline measured under other conditions, with a warning'),
    new Option('--max-regression <percent>', 'accepted increase of the latency').default('5%'),
    new Option(
      '--max-load-regression <percent>',
      'accepted increase of the load time (default: judged as the latency, but not counted)',
    ),
    new Option('--max-first-regression <percent>', 'the same of the first run'),
    new Option('--max-memory-regression <percent>', 'the same of the peak memory'),
    new Option('--pairs <n>', 'pairs of fresh processes at most (default: 30)'),
    new Option('--budget <time>', 'stop after this time instead of a number of pairs'),
  ];
}
